#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// Settings by name, from the environment and a file of lines NAME=VALUE. Of one name the first of these counts: RUSHHOUR_NAME in the
/// environment, NAME in it, RUSHHOUR_NAME in the file, NAME in it, the default.
class Environment {
 public:
  /// `file` may be missing unless it is `required`. Lines are NAME=VALUE, `export NAME=VALUE`, empty, or begin with #; a value may stand in
  /// single or double quotes, and nothing in it is replaced. Throws UserError naming file and line of what is none of these.
  explicit Environment(const std::filesystem::path& file, bool required = false);

  std::string text(std::string_view name, std::string_view otherwise) const;

  /// Throws UserError naming the setting when it is no whole number from `least` to `most`.
  std::int64_t number(std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most) const;

 private:
  std::filesystem::path file_;
  std::map<std::string, std::string, std::less<>> lines_;
};

}  // namespace rushhour::warehouse
