#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <lua.hpp>

#include "sim/load/exchange.hpp"

namespace rushhour::script {

class Host;
class LuaUser;

/// What a script may call. Each open function leaves one value on the stack: the module. C functions that may raise hold no C++ object with
/// a destructor; what must outlive a jump lives in the user or the host.
void open_http(lua_State* L);
void open_check(lua_State* L);
void open_sleep(lua_State* L);
void open_random(lua_State* L);
void open_json(lua_State* L);
void open_log(lua_State* L);
void open_env(lua_State* L, const Host& host);

/// Opens Lua's own libraries that a script may use, without their doors to the outside, and `require`.
void open_sandbox(lua_State* L, Host& host);

/// Registers the response's type once a state, and pushes one: a copy of all that a script may ask of the outcome.
void open_response(lua_State* L);
void push_response(lua_State* L, const load::Outcome& outcome, bool ok);

/// What library code may see of a host.
struct Library {
  static Host& host(lua_State* L) noexcept;                    ///< whose user's coroutine `L` is
  static const char* source_folder(Host& host, lua_State* L);  ///< pushes it
  static double now_s(Host& host) noexcept;
  static double wall_s(Host& host) noexcept;
  static void note_check(Host& host, const char* name, std::size_t size, bool passed);
  static bool may_log(Host& host) noexcept;
  static std::string& scratch(Host& host) noexcept;
  static const load::HttpOptions& http_options(const Host& host) noexcept;  ///< of the plan, or the defaults
  static const std::map<std::string, std::string>& env(const Host& host) noexcept;
};

/// Raises a Lua error, at the line of the script that called, with the host's scratch text.
int raise_scratch(lua_State* L);

}  // namespace rushhour::script
