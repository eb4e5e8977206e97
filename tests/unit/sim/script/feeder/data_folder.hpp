#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "reports/foundation/user_error.hpp"

namespace rushhour::script {

/// A folder of a test's own for files of data; it goes with the object.
struct DataFolder {
  DataFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "rushhour-data-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~DataFolder() { std::filesystem::remove_all(path); }
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }

  std::filesystem::path path;
};

/// What a UserError says that `make` throws, which is to end the program as a wrong setting does; empty if it throws none.
template <class Make>
std::string complaint(Make&& make) {
  try {
    make();
  } catch (const UserError& error) {
    return error.exit() == Exit::settings ? error.what() : std::string("with another exit: ") + error.what();
  }
  return {};
}

}  // namespace rushhour::script
