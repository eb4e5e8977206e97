#pragma once

#include <string>

#include <lua.hpp>

#include "sim/load/user.hpp"

namespace rushhour::script {

class Host;

/// A virtual user written in Lua: an instance of the script with its own globals, played by one coroutine that is used again for each
/// iteration. A module function that must wait notes what it wants in the user and yields; the user then hands that out as its Action.
class LuaUser final : public load::User {
 public:
  /// `name`: of the scenario; `function`: what it plays. If the instance's chunk throws, every iteration fails with that message.
  LuaUser(Host& host, const std::string& name, const std::string& function, std::uint64_t vu);
  ~LuaUser() override;
  LuaUser(const LuaUser&) = delete;
  LuaUser& operator=(const LuaUser&) = delete;

  load::Action begin(const load::Iteration& iteration) override;
  load::Action after_outcome(load::Outcome&& outcome, bool expected) override;
  load::Action after_sleep() override;
  void cancel() override;
  const load::Call& call() const noexcept override { return call_; }
  const std::string& failure() const noexcept override { return failure_; }

  /// What the function returned last, as JSON; empty for nothing. Asked for once by keep_result().
  const std::string& result_json() const noexcept { return result_json_; }
  void keep_result() noexcept { keeps_result_ = true; }

  /// The user whose coroutine `L` is. For the modules.
  static LuaUser& of(lua_State* L) noexcept;

  // What modules fill in before they yield, and what they draw from.
  load::Call call_;
  load::Action wanted_{load::Action::Kind::done};
  RandomStream stream_{0, "", "", 0};
  Host& host() noexcept { return *host_; }
  int environment() const noexcept { return environment_; }

 private:
  void make_instance();
  load::Action resume(int arguments);

  Host* host_;
  std::string function_;
  lua_State* thread_ = nullptr;
  int thread_ref_ = LUA_NOREF;
  int environment_ = LUA_NOREF;
  int entry_ = LUA_NOREF;
  int context_ = LUA_NOREF;
  bool keeps_result_ = false;
  std::string failure_;
  std::string instance_failure_;
  std::string result_json_;
};

}  // namespace rushhour::script
