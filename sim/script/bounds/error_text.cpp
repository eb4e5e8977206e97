#include "sim/script/bounds/error_text.hpp"

#include <algorithm>

#include "sim/script/library.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

// "lib/menu.lua:12: ..."; what a script throws may hold a colon and a number of its own.
bool has_place(std::string_view text, std::string_view place) noexcept {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view file = text.substr(0, colon);
  const std::size_t end = std::min(text.find_first_not_of("0123456789", colon + 1), text.size());
  if (end == colon + 1 || end == text.size() || text[end] != ':') return false;
  return file.ends_with(".lua") || file == place.substr(0, place.find(':'));
}

bool write_json(lua_State* L, std::string& text) {
  std::string trouble;
  text.clear();
  return append_json(L, 1, text, trouble);
}

void push_text(lua_State* L) {
  if (lua_istable(L, 1) && luaL_getmetafield(L, 1, "__tostring") == LUA_TNIL) {
    std::string& text = Library::scratch(Library::host(L));
    if (write_json(L, text)) {
      lua_pushlstring(L, text.data(), text.size());
      return;
    }
  }
  if (lua_istable(L, 1) && luaL_getmetafield(L, 1, "__tostring") == LUA_TNIL)
    lua_pushliteral(L, "a table");  // without its address, so that messages can be counted
  else if (lua_istable(L, 1) || lua_isstring(L, 1) != 0 || lua_isnil(L, 1) || lua_isboolean(L, 1))
    luaL_tolstring(L, 1, nullptr);
  else
    lua_pushfstring(L, "a %s", luaL_typename(L, 1));
}

}  // namespace

bool innermost_place(lua_State* L, lua_Debug& where) noexcept {
  for (int level = 0; lua_getstack(L, level, &where) != 0; ++level) {
    lua_getinfo(L, "Sl", &where);
    if (where.currentline > 0) return true;
  }
  return false;
}

int describe_error(lua_State* L) {
  if (lua_isnoneornil(L, 2)) {
    lua_settop(L, 1);
    lua_Debug where;
    if (innermost_place(L, where))
      lua_pushfstring(L, "%s:%d: ", where.short_src, where.currentline);
    else
      lua_pushliteral(L, "");
  }
  push_text(L);
  if (has_place(string_at(L, -1), string_at(L, 2))) return 1;
  lua_pushvalue(L, 2);
  lua_insert(L, -2);
  lua_concat(L, 2);
  return 1;
}

std::string one_line(std::string_view message, std::size_t length_limit) {
  std::string line(message.substr(0, length_limit));
  if (message.size() > length_limit) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    if (continues(message[length_limit])) {  // not within a character
      while (!line.empty() && continues(line.back())) line.pop_back();
      if (!line.empty()) line.pop_back();
    }
    line += "...";
  }
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return line;
}

}  // namespace rushhour::script
