#pragma once

#include <filesystem>
#include <string>

namespace rushhour::script {

/// A scenario file as read.
struct Source {
  std::filesystem::path file;
  std::string name;    ///< what messages call it: the file's own name
  std::string text;    ///< as it stands
  std::string sha256;  ///< of the text, in hex
};

/// Throws UserError (Exit::script) if the file cannot be read, is larger than 4 MB or holds compiled Lua.
Source read_source(const std::filesystem::path& file);

}  // namespace rushhour::script
