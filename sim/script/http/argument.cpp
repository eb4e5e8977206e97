#include "sim/script/http/argument.hpp"

#include <fmt/format.h>

#include "sim/script/library.hpp"

namespace rushhour::script {
namespace {

bool add_list(lua_State* L, int list, std::string_view what, const std::string& name, std::vector<load::Header>& pairs) {
  push_plain_table(L, list);
  const lua_Unsigned size = lua_rawlen(L, -1);
  for (lua_Unsigned i = 1; i <= size; ++i) {
    lua_rawgeti(L, -1, static_cast<lua_Integer>(i));
    auto value = plain_text(L, -1);
    if (!value) return mistake(L, fmt::format("{}.{}[{}] wants a text or a number, not a {}", what, name, i, luaL_typename(L, -1)));
    pairs.push_back({name, std::move(*value)});
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return true;
}

}  // namespace

bool mistake(lua_State* L, std::string text) {
  Library::scratch(Library::host(L)) = std::move(text);
  return false;
}

std::optional<std::string> plain_text(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TSTRING:
      return std::string(string_at(L, index));
    case LUA_TBOOLEAN:
      return lua_toboolean(L, index) != 0 ? "true" : "false";
    case LUA_TNUMBER:
      return lua_isinteger(L, index) != 0 ? std::to_string(lua_tointeger(L, index)) : fmt::format("{}", lua_tonumber(L, index));
    default:
      return std::nullopt;
  }
}

bool read_pairs(lua_State* L, int index, std::string_view what, bool lists, std::vector<load::Header>& pairs) {
  if (!lua_istable(L, index)) return mistake(L, fmt::format("{} wants a table, not a {}", what, luaL_typename(L, index)));
  const auto first = static_cast<std::ptrdiff_t>(pairs.size());
  push_plain_table(L, index);
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING)
      return mistake(L, fmt::format("{} holds a {} as key; its keys are names", what, luaL_typename(L, -2)));
    std::string name(string_at(L, -2));
    if (auto value = plain_text(L, -1)) {
      pairs.push_back({std::move(name), std::move(*value)});
    } else if (!lists || !lua_istable(L, -1)) {
      return mistake(L, fmt::format("{}.{} wants a text or a number{}, not a {}", what, name, lists ? ", or a list of them" : "",
                                    luaL_typename(L, -1)));
    } else if (!add_list(L, lua_gettop(L), what, name, pairs)) {
      return false;
    }
  }
  lua_pop(L, 1);
  std::stable_sort(pairs.begin() + first, pairs.end(), [](const load::Header& a, const load::Header& b) { return a.name < b.name; });
  return true;
}

}  // namespace rushhour::script
