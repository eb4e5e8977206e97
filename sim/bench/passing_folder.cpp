#include "sim/bench/passing_folder.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "reports/foundation/user_error.hpp"

namespace rushhour::sim {

PassingFolder::PassingFolder() {
  std::error_code trouble;
  std::string name = (std::filesystem::temp_directory_path(trouble) / "rushhour-bench-XXXXXX").string();
  if (trouble || ::mkdtemp(name.data()) == nullptr)
    throw UserError(fmt::format("no folder for temporary files can be made ({}); TMPDIR names the place for them",
                                trouble ? trouble.message() : std::strerror(errno)));
  path_ = name;
}

PassingFolder::~PassingFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace rushhour::sim
