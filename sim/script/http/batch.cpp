#include "sim/script/http/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "sim/script/http/argument.hpp"
#include "sim/script/http/call_reader.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::script {
namespace {

constexpr std::size_t call_limit = 100;
constexpr std::array<std::string_view, 4> bodiless{"GET", "HEAD", "OPTIONS", "DELETE"};
constexpr int keys = 2, answers = 3;  // where these tables stand while the calls are read

bool has_only_places(lua_State* L, int table) {
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    if (lua_isinteger(L, -2) != 0 && lua_tointeger(L, -2) >= 1 && lua_tointeger(L, -2) <= 4) continue;
    lua_pop(L, 2);
    return false;
  }
  return true;
}

// The call on top of the stack: { METHOD, url, body, params }, without the body where the method takes none, or a url alone.
bool read_entry(lua_State* L) {
  load::Call& call = LuaUser::of(L).add_call();
  const int entry = lua_gettop(L);
  if (lua_type(L, entry) == LUA_TSTRING) return read_call(L, "GET", {entry, 0, 0}, call);
  if (!lua_istable(L, entry)) return mistake(L, fmt::format("wants {{ METHOD, url, ... }} or a url, not a {}", luaL_typename(L, entry)));
  push_plain_table(L, entry);
  const int plain = entry + 1;
  if (!has_only_places(L, plain)) return mistake(L, "wants no more than { \"GET\", url, params } or { \"POST\", url, body, params }");
  for (lua_Integer i = 1; i <= 4; ++i) lua_rawgeti(L, plain, i);
  const std::string_view method = string_at(L, plain + 1);
  if (method.empty() || !std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return mistake(L, "wants a method in capital letters first");
  const bool takes_body = std::find(bodiless.begin(), bodiless.end(), method) == bodiless.end();
  if (!takes_body && !lua_isnil(L, plain + 4)) return mistake(L, fmt::format("is a {}, which takes a url and params, no more", method));
  return read_call(L, method, {plain + 2, takes_body ? plain + 3 : 0, takes_body ? plain + 4 : plain + 3}, call);
}

// The entry on top of the stack, whose key stands below it; both are popped.
bool add_entry(lua_State* L, lua_Integer number, const std::string& label) {
  const int base = lua_gettop(L) - 2;
  lua_pushvalue(L, base + 1);
  lua_rawseti(L, keys, number);
  if (!read_entry(L)) return mistake(L, fmt::format("http.batch{}: {}", label, Library::scratch(Library::host(L))));
  lua_settop(L, base);
  return true;
}

bool read_batch(lua_State* L, std::size_t& count) {
  push_plain_table(L, 1);
  const int table = lua_gettop(L);
  const std::size_t listed = lua_rawlen(L, table);
  std::vector<std::string> names;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING) names.emplace_back(string_at(L, -2));
    ++count;
  }
  if (count != listed + names.size()) return mistake(L, "http.batch wants a list of calls, calls by name, or both");
  if (count > call_limit) return mistake(L, fmt::format("http.batch sends at most {} calls, not {}", call_limit, count));
  std::sort(names.begin(), names.end());
  lua_Integer number = 0;
  for (std::size_t i = 1; i <= listed; ++i) {
    lua_pushinteger(L, static_cast<lua_Integer>(i));
    lua_rawgeti(L, table, static_cast<lua_Integer>(i));
    if (!add_entry(L, ++number, fmt::format("[{}]", i))) return false;
  }
  for (const std::string& name : names) {
    lua_pushlstring(L, name.data(), name.size());
    lua_pushvalue(L, -1);
    lua_rawget(L, table);
    if (!add_entry(L, ++number, "." + name)) return false;
  }
  return true;
}

}  // namespace

int send_batch(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_newtable(L);
  lua_newtable(L);
  luaL_checkstack(L, 20, nullptr);
  LuaUser::of(L).end_calls();
  std::size_t count = 0;
  if (!read_batch(L, count)) return raise_scratch(L);
  lua_settop(L, answers);
  if (count == 0) return 1;
  lua_remove(L, 1);
  return yield(L, {load::Action::Kind::send, Instant(0), static_cast<std::uint32_t>(count)}, "http.batch");
}

}  // namespace rushhour::script
