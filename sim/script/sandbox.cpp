// What a script may reach of Lua itself: base without load, dofile and loadfile, string, table, math, utf8, and the clock functions of os.
// Time comes from the host's clock and chance from the user's stream, so that both are the run's own. `require` finds rushhour's modules
// and files below the script's own folder, nothing else; each user has its own instance of a file, as it has of the script.

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sim/script/contract/modules.hpp"
#include "sim/script/host.hpp"
#include "sim/script/library.hpp"
#include "sim/script/lua_user.hpp"
#include "sim/script/lua_value.hpp"

namespace rushhour::script {
namespace {

char modules_key, chunks_key, real_date_key, real_time_key;

int random_seed(lua_State* L) {
  return luaL_error(
      L, "math.randomseed is not for scenarios: random numbers come from the run's seed (--seed), so that a run can be repeated");
}

// math.random's own three forms, on the user's stream.
int random_number(lua_State* L) {
  RandomStream& stream = LuaUser::of(L).stream_;
  lua_Integer low = 1;
  lua_Integer high = 0;
  switch (lua_gettop(L)) {
    case 0:
      lua_pushnumber(L, stream.uniform());
      return 1;
    case 1:
      high = luaL_checkinteger(L, 1);
      break;
    default:
      low = luaL_checkinteger(L, 1);
      high = luaL_checkinteger(L, 2);
  }
  luaL_argcheck(L, low <= high, lua_gettop(L), "interval is empty");
  const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  const std::uint64_t drawn = width == 0 ? stream() : stream.below(width);
  lua_pushinteger(L, static_cast<lua_Integer>(static_cast<std::uint64_t>(low) + drawn));
  return 1;
}

int clock_seconds(lua_State* L) {
  lua_pushnumber(L, Library::now_s(Library::host(L)));
  return 1;
}

// Lua's own os.time and os.date with the run's time where they would have read the machine's.
int wall_time(lua_State* L) {
  if (lua_istable(L, 1)) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &real_time_key);
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
  }
  lua_pushinteger(L, static_cast<lua_Integer>(std::floor(Library::wall_s(Library::host(L)))));
  return 1;
}

int wall_date(lua_State* L) {
  if (lua_gettop(L) == 0) lua_pushliteral(L, "%c");
  if (lua_gettop(L) == 1) {
    lua_pushcfunction(L, wall_time);
    lua_call(L, 0, 1);
  }
  lua_rawgetp(L, LUA_REGISTRYINDEX, &real_date_key);
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

// A finaliser would run in whichever user's turn the collector comes by.
int set_metatable(lua_State* L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, lua_isnil(L, 2) || lua_istable(L, 2), 2, "nil or table");
  if (lua_istable(L, 2)) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "__gc is not for scenarios");
    lua_pop(L, 1);
  }
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) return luaL_error(L, "cannot change a protected metatable");
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

// Reads and compiles a file below the script's folder into a factory, once a state; on trouble a message is pushed instead and false
// returned.
bool push_file_factory(lua_State* L, const char* name) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &chunks_key);
  if (lua_getfield(L, -1, name) == LUA_TFUNCTION) return lua_remove(L, -2), true;
  lua_pop(L, 1);
  std::string relative(name);
  for (char& c : relative)
    if (c == '.') c = '/';
  Host& host = Library::host(L);
  const std::filesystem::path folder = Library::folder(host);
  std::error_code trouble;
  const auto root = std::filesystem::weakly_canonical(folder, trouble);
  const auto file = std::filesystem::weakly_canonical(folder / (relative + ".lua"), trouble);
  const bool below = std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
  std::ifstream in(file, std::ios::binary);
  if (!below || !in) {
    lua_pop(L, 1);
    lua_pushstring(
        L, fmt::format("there is no module '{}': neither rushhour's nor a file {}.lua below the script's folder", name, relative).c_str());
    return false;
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const std::string wrapped = "return function(_ENV, ...) " + text + "\nend";
  const std::string chunk = "@" + relative + ".lua";
  if (luaL_loadbufferx(L, wrapped.data(), wrapped.size(), chunk.c_str(), "t") != LUA_OK || lua_pcall(L, 0, 1, 0) != LUA_OK) {
    lua_remove(L, -2);
    return false;
  }
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, name);
  lua_remove(L, -2);
  return true;
}

int no_such_module(lua_State* L, const char* name) {
  Library::scratch(Library::host(L)) = fmt::format("there is no module '{}'; there are {}", name, contract::module_names());
  return raise_scratch(L);
}

// Each user's own instances of files stand in its globals under a name that no script can write by accident.
int require_module(lua_State* L) {
  const char* name = luaL_checkstring(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &modules_key);
  if (lua_getfield(L, -1, name) != LUA_TNIL) return 1;
  if (std::strncmp(name, "rushhour.", 9) == 0) return no_such_module(L, name);
  if (name[std::strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")] != 0 ||
      std::strstr(name, "..") != nullptr)
    return luaL_error(L, "'%s' is no name of a module: letters, digits, _, - and single dots", name);
  lua_settop(L, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, LuaUser::of(L).environment());
  lua_pushfstring(L, "\1module %s", name);
  lua_pushvalue(L, -1);
  if (lua_rawget(L, 2) != LUA_TNIL) return 1;
  lua_pop(L, 1);
  if (!push_file_factory(L, name)) return lua_error(L);
  lua_pushvalue(L, 2);
  lua_call(L, 1, 1);
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    lua_pushboolean(L, 1);
  }
  lua_pushvalue(L, 3);
  lua_pushvalue(L, -2);
  lua_rawset(L, 2);
  return 1;
}

int print_to_log(lua_State* L) {
  if (!Library::may_log(Library::host(L))) return 0;
  const int n = lua_gettop(L);
  luaL_Buffer line;
  luaL_buffinit(L, &line);
  for (int i = 1; i <= n; ++i) {
    if (i > 1) luaL_addchar(&line, '\t');
    luaL_tolstring(L, i, nullptr);
    luaL_addvalue(&line);
  }
  luaL_pushresult(&line);
  std::fprintf(stderr, "%s\n", lua_tostring(L, -1));
  return 0;
}

void keep_field(lua_State* L, const char* table, const char* field, const void* key) {
  lua_getglobal(L, table);
  lua_getfield(L, -1, field);
  lua_rawsetp(L, LUA_REGISTRYINDEX, key);
  lua_pop(L, 1);
}

}  // namespace

void open_sandbox(lua_State* L, Host& host) {
  luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
  luaL_requiref(L, LUA_STRLIBNAME, luaopen_string, 1);
  luaL_requiref(L, LUA_TABLIBNAME, luaopen_table, 1);
  luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
  luaL_requiref(L, LUA_UTF8LIBNAME, luaopen_utf8, 1);
  luaL_requiref(L, LUA_OSLIBNAME, luaopen_os, 1);
  lua_settop(L, 0);
  keep_field(L, "os", "time", &real_time_key);
  keep_field(L, "os", "date", &real_date_key);
  const luaL_Reg os[] = {{"time", wall_time}, {"date", wall_date}, {"clock", clock_seconds}, {nullptr, nullptr}};
  luaL_newlib(L, os);
  lua_setglobal(L, "os");
  for (const char* name : {"dofile", "load", "loadfile", "collectgarbage"}) {
    lua_pushnil(L);
    lua_setglobal(L, name);
  }
  lua_getglobal(L, "math");
  const luaL_Reg chance[] = {{"random", random_number}, {"randomseed", random_seed}, {nullptr, nullptr}};
  luaL_setfuncs(L, chance, 0);
  lua_pop(L, 1);
  lua_register(L, "setmetatable", set_metatable);
  lua_register(L, "require", require_module);
  lua_register(L, "print", print_to_log);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &chunks_key);
  lua_newtable(L);
  open_http(L), lua_setfield(L, -2, "rushhour.http");
  open_check(L), lua_setfield(L, -2, "rushhour.check");
  open_sleep(L), lua_setfield(L, -2, "rushhour.sleep");
  open_random(L), lua_setfield(L, -2, "rushhour.random");
  open_json(L), lua_setfield(L, -2, "rushhour.json");
  open_log(L), lua_setfield(L, -2, "rushhour.log");
  open_clock(L), lua_setfield(L, -2, "rushhour.clock");
  open_env(L, host), lua_setfield(L, -2, "rushhour.env");
  open_feeder(L), lua_setfield(L, -2, "rushhour.feeder");
  open_group(L), lua_setfield(L, -2, "rushhour.group");
  open_metrics(L), lua_setfield(L, -2, "rushhour.metrics");
  lua_rawsetp(L, LUA_REGISTRYINDEX, &modules_key);
}

}  // namespace rushhour::script
