#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "sim/load/exchange.hpp"
#include "sim/script/contract/field.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {

/// Reading the arguments of a call. Whatever finds a mistake returns false, with the reason in the host's scratch text; only the function
/// that Lua called raises it, when no C++ object is left on its frame. None of these raises a Lua error. Tables that are frozen (ctx.data)
/// are read like any other.

/// Notes the mistake; always false.
bool mistake(lua_State* L, std::string text);

/// The text, number or truth value at `index` as text; nothing for anything else.
std::optional<std::string> plain_text(lua_State* L, int index);

/// Reads a table whose values are plain texts into name and value, sorted by name. A list as value repeats its name, if `lists`.
bool read_pairs(lua_State* L, int index, std::string_view what, bool lists, std::vector<load::Header>& pairs);

/// Calls `read(key, index of the value)` for each key of the table at `index`, which must be a field of `known`. Nil is an empty table.
template <class Read>
bool each_key(lua_State* L, int index, std::string_view what, const contract::Table& known, Read&& read) {
  if (lua_isnoneornil(L, index)) return true;
  if (!lua_istable(L, index)) return mistake(L, std::string(what) + " wants a table, not a " + luaL_typename(L, index));
  push_plain_table(L, index);
  for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
    const std::string_view key = string_at(L, -2);
    if (lua_type(L, -2) != LUA_TSTRING)
      return mistake(L, std::string(what) + " holds a " + luaL_typename(L, -2) + " as key; its keys are names");
    if (known.find(key) == nullptr) return mistake(L, std::string(what) + " has no '" + std::string(key) + "'" + known.suggestion(key));
    if (!read(key, lua_gettop(L))) return false;
  }
  lua_pop(L, 1);
  return true;
}

}  // namespace rushhour::script
