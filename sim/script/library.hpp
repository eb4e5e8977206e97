#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "reports/foundation/user_error.hpp"
#include "sim/load/exchange.hpp"
#include "sim/load/record/recorder.hpp"
#include "sim/load/user.hpp"
#include "sim/script/bounds/user_code.hpp"
#include "sim/script/feeder/feeder_store.hpp"

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
void open_clock(lua_State* L);
void open_env(lua_State* L, const Host& host);
void open_feeder(lua_State* L);
void open_group(lua_State* L);
void open_metrics(lua_State* L);

/// Makes what functions of scenarios are given once a state, and pushes it: one for all users, because its fields are looked up in the user
/// that asks.
void open_context(lua_State* L);
void push_context(lua_State* L);

/// Opens Lua's own libraries that a script may use, without their doors to the outside, and `require`.
void open_sandbox(lua_State* L, Host& host);

/// Registers the response's type once a state, and pushes one: a copy of all that a script may ask of the outcome.
/// `intended`: from where its response time counts.
void open_response(lua_State* L);
void push_response(lua_State* L, const load::Outcome& outcome, bool ok, Instant intended);

/// What library code may see of a host.
struct Library {
  static Host& host(lua_State* L) noexcept;               ///< whose user's coroutine `L` is
  static std::filesystem::path folder(const Host& host);  ///< in which the script lies
  static double now_s(Host& host) noexcept;
  static double wall_s(Host& host) noexcept;
  static void note_check(Host& host, const char* name, std::size_t size, bool passed);
  static void note_metric(Host& host, std::string_view name, load::MetricKind kind);  ///< the script has made one
  static bool may_log(Host& host) noexcept;
  static std::string& scratch(Host& host) noexcept;
  static std::string& failure(Host& host) noexcept;   ///< why an iteration ends, for Action kinds that say so
  static bool loading(const Host& host) noexcept;     ///< a user's instance of the script is being run, no function of it
  static bool& misplaced(Host& host) noexcept;        ///< whether something that must wait was called where nothing can
  static Instant instant(const Host& host) noexcept;  ///< the logical one of the user that is being resumed
  static bool running(const Host& host, const LuaUser& user) noexcept;
  static void push_data(const Host& host, lua_State* L);  ///< setup's result, or nil
  static std::uint64_t seed(const Host& host) noexcept;
  static load::Recorder* recorder(const Host& host) noexcept;  ///< nullptr where nothing is recorded

  // Of feeders: the n-th that this instance makes; their userdata in the registry, by key; where their rows are; whether the script fails
  // to load because of what the user's files hold.
  static unsigned next_feeder(Host& host) noexcept;
  static std::map<std::string, int>& feeders(Host& host) noexcept;
  static FeederStore& feeder_store(Host& host) noexcept;
  static UserCode& code(Host& host) noexcept;
  static void blame_settings(Host& host, Exit exit) noexcept;
  static const load::HttpOptions& http_options(const Host& host) noexcept;          ///< of the plan, or the defaults
  static const std::map<std::string, std::string>& env(const Host& host) noexcept;  ///< what -e gave
};

/// Yields with what the user wants next, which must wait or ends the iteration; then nothing is resumed any more. Raises a Lua error where
/// nothing may yield: `what`, such as "http.get", cannot be called there.
int yield(lua_State* L, load::Action action, const char* what);

/// Raises a Lua error, at the line of the script that called, with the host's scratch text.
int raise_scratch(lua_State* L);

}  // namespace rushhour::script
