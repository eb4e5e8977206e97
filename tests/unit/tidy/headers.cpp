#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "tests/unit/tidy/rules.hpp"

namespace rushhour::tidy {
namespace {

struct Name {
  std::string_view word;                    // as the code says it
  std::array<std::string_view, 3> headers;  // any of them brings it
};

// Of each header of the standard library, the names that the project's headers use. A short table that is right beats a long one.
constexpr Name names[] = {
    {"std::array", {"array"}},
    {"std::atomic", {"atomic"}},
    {"std::byte", {"cstddef"}},
    {"std::chrono", {"chrono"}},
    {"std::condition_variable", {"condition_variable"}},
    {"std::deque", {"deque"}},
    {"std::exception", {"exception", "stdexcept"}},
    {"std::filesystem", {"filesystem"}},
    {"std::function", {"functional"}},
    {"std::int32_t", {"cstdint"}},
    {"std::int64_t", {"cstdint"}},
    {"std::list", {"list"}},
    {"std::map", {"map"}},
    {"std::mutex", {"mutex"}},
    {"std::ofstream", {"fstream"}},
    {"std::ifstream", {"fstream"}},
    {"std::optional", {"optional"}},
    {"std::ostream", {"ostream", "iosfwd", "iostream"}},
    {"std::pair", {"utility", "map", "unordered_map"}},
    {"std::runtime_error", {"stdexcept"}},
    {"std::set", {"set"}},
    {"std::shared_ptr", {"memory"}},
    {"std::span", {"span"}},
    {"std::string", {"string"}},
    {"std::string_view", {"string_view", "string"}},
    {"std::thread", {"thread"}},
    {"std::jthread", {"thread"}},
    {"std::uint16_t", {"cstdint"}},
    {"std::uint32_t", {"cstdint"}},
    {"std::uint64_t", {"cstdint"}},
    {"std::uint8_t", {"cstdint"}},
    {"std::unique_ptr", {"memory"}},
    {"std::unordered_map", {"unordered_map"}},
    {"std::unordered_set", {"unordered_set"}},
    {"std::variant", {"variant"}},
    {"std::vector", {"vector"}},
};

using ByPath = std::map<std::string_view, const SourceFile*>;

// Every name that `file` includes, through headers of the project as far as they go.
void gather(const ByPath& files, const SourceFile& file, std::set<std::string_view>& seen) {
  for (const Include& include : includes_of(file.text)) {
    if (!seen.insert(include.name).second) continue;
    const auto found = files.find(include.name);
    if (found != files.end()) gather(files, *found->second, seen);
  }
}

void check_header(const ByPath& files, const SourceFile& file, Findings& found) {
  if (!file.text.starts_with("#pragma once\n")) found.push_back({file.path, 1, "does not begin with #pragma once"});
  std::set<std::string_view> included;
  gather(files, file, included);
  const std::string code = code_only(file.text);
  for (const Name& name : names) {
    const auto brings = [&](std::string_view header) { return !header.empty() && included.contains(header); };
    const std::size_t at = find_word(code, name.word);
    if (at == std::string::npos || std::any_of(name.headers.begin(), name.headers.end(), brings)) continue;
    const auto line = static_cast<std::size_t>(std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(at), '\n')) + 1;
    found.push_back({file.path, line, fmt::format("names {} and does not include <{}>", name.word, name.headers[0])});
  }
}

}  // namespace

Findings headers_that_lean_on_others(const Tree& tree) {
  ByPath files;
  for (const SourceFile& file : tree) files.emplace(file.path, &file);
  Findings found;
  for (const SourceFile& file : tree)
    if (extension(file.path) == "hpp") check_header(files, file, found);
  return found;
}

}  // namespace rushhour::tidy
