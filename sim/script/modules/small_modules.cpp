// json, log, clock and env: modules of a few small functions each.

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string_view>

#include "sim/script/host.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

bool encode_into_scratch(lua_State* L) {
  std::string& out = Library::scratch(Library::host(L));
  std::string trouble;
  out.clear();
  if (append_json(L, 1, out, trouble)) return true;
  out = "json cannot hold " + trouble;
  return false;
}

int json_encode(lua_State* L) {
  luaL_checkany(L, 1);
  if (!encode_into_scratch(L)) return raise_scratch(L);
  const std::string& out = Library::scratch(Library::host(L));
  lua_pushlstring(L, out.data(), out.size());
  return 1;
}

int json_decode(lua_State* L) {
  luaL_checktype(L, 1, LUA_TSTRING);
  if (!push_json(L, string_at(L, 1), luaL_optstring(L, 2, ""))) return luaL_error(L, "json.decode was given a text that is not JSON");
  return 1;
}

// Off the shoulders of Lua's stack: what is printed is made harmless, because it may come from a server.
void write_log(spdlog::level::level_enum level, std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F)
      fmt::format_to(std::back_inserter(clean), "\\x{:02x}", byte);
    else
      clean += c;
  }
  spdlog::log(level, "{}", clean);
}

template <spdlog::level::level_enum level>
int log_line(lua_State* L) {
  if (!Library::may_log(Library::host(L))) return 0;
  const int n = lua_gettop(L);
  luaL_where(L, 1);
  for (int i = 1; i <= n; ++i) {
    luaL_tolstring(L, i, nullptr);
    lua_pushstring(L, i < n ? " " : "");
  }
  lua_concat(L, 1 + 2 * n);
  write_log(level, string_at(L, -1));
  return 0;
}

// What -e gave goes before what the scenario's own `env` says, which its users alone see. The table of the former is upvalue 1.
int variable(lua_State* L) {
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
  const load::Scenario* const scenario = LuaUser::of(L).scenario();
  if (scenario == nullptr || lua_type(L, 2) != LUA_TSTRING) return 1;
  const auto found = scenario->env.find(lua_tostring(L, 2));
  if (found != scenario->env.end()) lua_pushlstring(L, found->second.data(), found->second.size());
  return 1;
}

int refuse_change(lua_State* L) { return luaL_error(L, "env is what -e K=V and the scenario's env gave and cannot be changed"); }

int run_time(lua_State* L) {
  lua_pushnumber(L, Library::now_s(Library::host(L)));
  return 1;
}

int wall_time(lua_State* L) {
  lua_pushnumber(L, Library::wall_s(Library::host(L)));
  return 1;
}

}  // namespace

void open_json(lua_State* L) {
  const luaL_Reg functions[] = {{"encode", json_encode}, {"decode", json_decode}, {nullptr, nullptr}};
  luaL_newlib(L, functions);
  lua_pushlightuserdata(L, json_null());
  lua_setfield(L, -2, "null");
  lua_pushlightuserdata(L, json_empty_array());
  lua_setfield(L, -2, "empty_array");
}

void open_log(lua_State* L) {
  const luaL_Reg functions[] = {{"info", log_line<spdlog::level::info>},
                                {"warn", log_line<spdlog::level::warn>},
                                {"error", log_line<spdlog::level::err>},
                                {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

void open_clock(lua_State* L) {
  const luaL_Reg functions[] = {{"now", run_time}, {"unix", wall_time}, {nullptr, nullptr}};
  luaL_newlib(L, functions);
}

void open_env(lua_State* L, const Host& host) {
  lua_newtable(L);
  lua_newtable(L);
  lua_newtable(L);
  for (const auto& [name, value] : Library::env(host)) {
    lua_pushlstring(L, value.data(), value.size());
    lua_setfield(L, -2, name.c_str());
  }
  lua_pushcclosure(L, variable, 1);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, refuse_change);
  lua_setfield(L, -2, "__newindex");
  lua_setmetatable(L, -2);
}

}  // namespace rushhour::script
