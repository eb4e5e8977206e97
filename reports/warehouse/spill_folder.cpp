#include "reports/warehouse/spill_folder.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "reports/foundation/user_error.hpp"

namespace rushhour::warehouse {

SpillFolder::SpillFolder() {
  std::error_code error;
  std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error) parent = "/tmp";
  std::string name = (parent / "rushhour-query-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw UserError(
        fmt::format("{}: no folder for temporary files can be made there ({}); set TMPDIR", parent.string(), std::strerror(errno)));
  path_ = name;
}

SpillFolder::~SpillFolder() {
  std::error_code ignored;  // what cannot be removed is the system's to clean
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace rushhour::warehouse
