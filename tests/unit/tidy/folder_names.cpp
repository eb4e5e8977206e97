#include <fmt/format.h>

#include <array>
#include <set>

#include "tests/unit/tidy/rules.hpp"

namespace rushhour::tidy {
namespace {

constexpr std::array<std::string_view, 9> empty_words{"util", "utils", "utility", "common", "helper", "helpers", "manager", "impl", "misc"};

std::string lower_with_breaks(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c == '-' || c == '.') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

Findings empty_names(const Tree& tree) {
  Findings found;
  std::set<std::string> told;
  for (const SourceFile& file : tree) {
    std::string path;
    for (const std::string_view part : split(file.path, '/')) {
      path += (path.empty() ? "" : "/") + std::string(part);
      const std::string name = lower_with_breaks(part);
      for (const std::string_view word : split(name, '_'))
        for (const std::string_view empty : empty_words)
          if (word == empty && told.insert(path).second)
            found.push_back({path, 0, fmt::format("'{}' names nothing: say what it does", empty)});
    }
  }
  return found;
}

}  // namespace rushhour::tidy
