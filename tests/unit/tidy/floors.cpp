#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/unit/tidy/rules.hpp"

namespace rushhour::tidy {
namespace {

constexpr std::array<std::string_view, 3> floors{"reports", "target", "sim"};  // from the ground up

// Height of the floor, 3 for what may stand on all of them (main and the tests), -1 for what is no folder of the project.
int height(std::string_view folder) {
  const auto found = std::find(floors.begin(), floors.end(), folder);
  if (found != floors.end()) return static_cast<int>(found - floors.begin());
  return folder.empty() || folder == "tests" ? static_cast<int>(floors.size()) : -1;
}

struct Library {
  std::string_view called;
  std::string_view include;  // the header's name begins so
  std::string_view word;     // and the code says so
  std::string_view room;     // where in sim it belongs
  bool in_target;
};

constexpr std::array<Library, 5> libraries{{
    {"Asio", "boost/asio", "boost::asio", "sim/wire", true},
    {"Beast", "boost/beast", "boost::beast", "sim/wire", true},
    {"the socket API", "sys/socket.h", "sockaddr", "sim/wire", true},
    {"Lua", "lua.hpp", "lua_State", "sim/script", false},
    {"Lua", "lauxlib.h", "luaL_newstate", "sim/script", false},
}};

bool permitted(const Library& library, std::string_view path) {
  const int floor = height(top_folder(path));
  if (floor == 0) return false;
  if (floor == 1) return library.in_target;
  return floor != 2 || in_folder(path, library.room);
}

void check_library(const Library& library, const SourceFile& file, std::string_view code, Findings& found) {
  const auto says = [&] { return fmt::format("{} has no business here", library.called); };
  for (const Include& include : includes_of(file.text))
    if (include.name.starts_with(library.include)) found.push_back({file.path, include.line, says()});
  each_line(code, [&](std::string_view line, std::size_t number) {
    if (find_word(line, library.word) != std::string_view::npos) found.push_back({file.path, number, says()});
  });
}

}  // namespace

Findings includes_that_climb(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree) {
    if (!is_cpp(file.path)) continue;
    const int own = height(top_folder(file.path));
    for (const Include& include : includes_of(file.text)) {
      const std::string_view folder = top_folder(include.name);
      const int other = height(folder);
      if (include.quoted && (folder.empty() || other < 0))
        found.push_back({file.path, include.line, fmt::format("\"{}\" is not named from the project's root", include.name)});
      else if (other > own && !folder.empty())
        found.push_back({file.path, include.line, fmt::format("\"{}\" stands on a floor above", include.name)});
    }
  }
  return found;
}

Findings libraries_out_of_their_room(const Tree& tree) {
  Findings found;
  for (const SourceFile& file : tree) {
    if (!is_cpp(file.path)) continue;
    const std::string code = code_only(file.text);
    for (const Library& library : libraries)
      if (!permitted(library, file.path)) check_library(library, file, code, found);
  }
  return found;
}

}  // namespace rushhour::tidy
