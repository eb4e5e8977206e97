#include "sim/script/wrk/wrk_answer.hpp"

namespace rushhour::script {
namespace {

// In the registry: the metatable of a table that fills itself, such a table that nobody has looked into yet, and the answer it speaks of.
char lazy_key, unread_key, answer_key;

/// Makes the table at `index` a plain one that holds the headers of the answer, if that still stands.
void fill(lua_State* L, int index) {
  lua_pushnil(L);
  lua_setmetatable(L, index);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &unread_key);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &answer_key);
  const auto* const outcome = static_cast<const load::Outcome*>(lua_touserdata(L, -1));
  lua_pop(L, 1);
  if (outcome == nullptr) return;
  for (const load::FieldList::Field& header : outcome->headers) {
    lua_pushlstring(L, header.name.data(), header.name.size());
    lua_pushlstring(L, header.value.data(), header.value.size());
    lua_rawset(L, index);
  }
}

int look_up(lua_State* L) {
  fill(L, 1);
  lua_settop(L, 2);
  lua_rawget(L, 1);
  return 1;
}

int write(lua_State* L) {
  fill(L, 1);
  lua_settop(L, 3);
  lua_rawset(L, 1);
  return 0;
}

int pairs(lua_State* L) {
  fill(L, 1);
  lua_getglobal(L, "next");
  lua_pushvalue(L, 1);
  return 2;
}

void push_headers(lua_State* L) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &unread_key) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &lazy_key);
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &unread_key);
}

}  // namespace

void call_response(lua_State* L, const load::Outcome& outcome, int takes) {
  lua_getglobal(L, "response");
  const int function = lua_gettop(L);
  if (takes > 0) lua_pushinteger(L, outcome.status);
  if (takes > 1) {
    lua_pushlightuserdata(L, const_cast<load::Outcome*>(&outcome));  // Lua knows no pointers to what is constant
    lua_rawsetp(L, LUA_REGISTRYINDEX, &answer_key);
    push_headers(L);
  }
  if (takes > 2) lua_pushlstring(L, outcome.body.data(), outcome.body.size());
  lua_call(L, lua_gettop(L) - function, 0);
  if (takes < 2) return;
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &answer_key);
}

void open_answers(lua_State* L) {
  const luaL_Reg functions[] = {{"__index", look_up}, {"__newindex", write}, {"__pairs", pairs}, {nullptr, nullptr}};
  luaL_newlib(L, functions);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &lazy_key);
}

}  // namespace rushhour::script
