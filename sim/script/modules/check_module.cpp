#include <string_view>

#include "sim/script/library.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

constexpr int check_limit = 200;  // of one call

// Lays the keys of the table at `index` on the stack, sorted, so that one seed asks in one order. How many.
int push_sorted_names(lua_State* L, int index) {
  const int base = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, index) != 0;) {
    if (lua_type(L, -2) != LUA_TSTRING) return luaL_error(L, "check wants texts as keys: {[\"menu has dishes\"] = function(r) ... end}");
    lua_pop(L, 1);
    const int count = lua_gettop(L) - base;
    if (count > check_limit) return luaL_error(L, "check takes at most %d checks in one call", check_limit);
    lua_checkstack(L, 8);
    lua_pushvalue(L, -1);  // for lua_next, while the other sinks to its place
    int place = base + count;
    while (place > base + 1 && string_at(L, -2) < string_at(L, place - 1)) --place;
    lua_rotate(L, place, 2);
    lua_rotate(L, place + 1, -1);
  }
  return lua_gettop(L) - base;
}

// Whether the predicate or value on top of the stack holds; it is popped. A predicate that throws does not hold: a body that is not what
// was expected is just what a check is for. But one that does what cannot be done there is a mistake of the script, and goes through.
bool holds(lua_State* L) {
  if (!lua_isfunction(L, -1)) {
    const bool truth = lua_toboolean(L, -1) != 0;
    lua_pop(L, 1);
    return truth;
  }
  bool& misplaced = Library::misplaced(Library::host(L));
  misplaced = false;
  lua_pushvalue(L, 1);
  const int state = lua_pcall(L, 1, 1, 0);
  if (state != LUA_OK && misplaced) lua_error(L);
  const bool truth = state == LUA_OK && lua_toboolean(L, -1) != 0;
  lua_pop(L, 1);
  return truth;
}

// check(value, {["says what"] = predicate or value, ...}): true if all hold.
int check(lua_State* L) {
  luaL_checktype(L, 2, LUA_TTABLE);
  lua_settop(L, 2);
  const int count = push_sorted_names(L, 2);
  Host& host = Library::host(L);
  bool all = true;
  for (int i = 1; i <= count; ++i) {
    lua_pushvalue(L, 2 + i);
    lua_rawget(L, 2);
    const bool fine = holds(L);
    const std::string_view name = string_at(L, 2 + i);
    Library::note_check(host, name.data(), name.size(), fine);
    all = all && fine;
  }
  lua_pushboolean(L, all ? 1 : 0);
  return 1;
}

}  // namespace

void open_check(lua_State* L) { lua_pushcfunction(L, check); }

}  // namespace rushhour::script
