#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/unit/tidy/rules.hpp"

namespace rushhour::tidy {
namespace {

constexpr std::size_t file_limit = 400;
constexpr std::size_t main_limit = 120;
constexpr std::size_t readme_limit = 60;
constexpr std::size_t line_limit = 140;
constexpr std::size_t units_max = 14;
constexpr std::size_t units_min = 3;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_floor(std::string_view folder) { return is_one_of(folder, {"reports", "target", "sim"}); }

// Written by rushhour itself, from one row a thing.
bool is_generated(std::string_view path) { return path.starts_with("share/") && path.ends_with(".d.lua"); }

std::size_t limit_of(std::string_view path) {
  if (path == "main.cpp") return main_limit;
  if (file_name(path) == "README.md" && is_floor(folder_of(path))) return readme_limit;
  if (is_generated(path)) return std::string_view::npos;
  if (is_one_of(extension(path), {"cpp", "hpp", "js", "cjs", "lua", "sql", "css", "sh"})) return file_limit;
  return std::string_view::npos;
}

// UTF-8 continuation bytes are no characters of their own.
std::size_t characters(std::string_view line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Findings long_files(const Tree& tree) {
  Findings found;
  std::set<std::string_view> floors, introduced;
  for (const SourceFile& file : tree) {
    const std::size_t lines = split_lines(file.text).size();
    const std::size_t limit = limit_of(file.path);
    if (limit != std::string_view::npos && lines > limit)
      found.push_back({file.path, 0, fmt::format("{} lines where {} are the limit; does it hold one idea?", lines, limit)});
    if (is_floor(top_folder(file.path))) floors.insert(top_folder(file.path));
    if (limit == readme_limit) introduced.insert(top_folder(file.path));
  }
  for (const std::string_view floor : floors)
    if (!introduced.contains(floor)) found.push_back({fmt::format("{}/README.md", floor), 0, "a floor without a README"});
  return found;
}

Findings crowded_or_empty_folders(const Tree& tree) {
  std::map<std::string_view, std::set<std::string>> units;
  for (const SourceFile& file : tree) {
    if (!is_cpp(file.path) || !is_floor(top_folder(file.path)) || is_floor(folder_of(file.path))) continue;
    const std::string_view name = file_name(file.path);
    units[folder_of(file.path)].insert(std::string(name.substr(0, name.rfind('.'))));
  }
  Findings found;
  for (const auto& [folder, names] : units) {
    const std::string path(folder);
    if (names.size() > units_max)
      found.push_back({path, 0, fmt::format("{} units; is there a room in it waiting to be made?", names.size())});
    if (names.size() < units_min && file_name(folder) != "commands")
      found.push_back({path, 0, fmt::format("{} units are too few for a room of their own", names.size())});
  }
  return found;
}

Findings long_lines(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree) {
    if (!is_one_of(extension(file.path), {"cpp", "hpp", "js", "cjs", "lua", "sh", "cmake"}) && file_name(file.path) != "CMakeLists.txt")
      continue;
    if (is_generated(file.path)) continue;
    each_line(file.text, [&](std::string_view line, std::size_t number) {
      if (characters(line) > line_limit) found.push_back({file.path, number, fmt::format("{} characters in one line", characters(line))});
    });
  }
  return found;
}

}  // namespace rushhour::tidy
