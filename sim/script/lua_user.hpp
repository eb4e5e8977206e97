#pragma once

#include <memory>
#include <string>

#include <lua.hpp>

#include "sim/load/user.hpp"

namespace rushhour::script {

class Host;

/// A virtual user written in Lua: an instance of the script with its own globals, played by one coroutine that is used again for each
/// iteration. A module function that must wait notes what it wants in the user and yields; the user then hands that out as its Action.
///
/// There may be many thousands, most of them asleep: what only a busy one needs is lent by the host, and what is the same for all of a
/// scenario stands there once.
class LuaUser final : public load::User {
 public:
  /// `name`: of the scenario; `function`: what it plays. If the instance's chunk throws, every iteration fails with that message.
  LuaUser(Host& host, const std::string& name, const std::string& function, std::uint64_t vu);
  ~LuaUser() override;
  LuaUser(const LuaUser&) = delete;
  LuaUser& operator=(const LuaUser&) = delete;

  load::Action begin(const load::Iteration& iteration) override;
  load::Action after_outcome(std::size_t call, load::Outcome&& outcome, bool expected) override;
  load::Action after_sleep() override;
  void cancel() override;
  const load::Call& call(std::size_t) const noexcept override { return *call_; }

  /// Stays until another user of the host fails.
  const std::string& failure() const noexcept override;

  /// What the function returned last, as JSON; empty for nothing. REQUIRES: it was asked for by keep_result().
  const std::string& result_json() const noexcept { return *result_json_; }
  void keep_result() { result_json_ = std::make_unique<std::string>(); }

  /// The user whose coroutine `L` is. For the modules.
  static LuaUser& of(lua_State* L) noexcept;

  /// The call to fill in before a yield: empty strings and lists, some of them with memory. Stays the user's until its outcome was handed
  /// over.
  load::Call& begin_call();

  /// For the next request: a trace that no other request of this run, nor of another run with the same seed, has.
  std::string next_traceparent();

  // What modules want when they yield, and what they draw from.
  load::Action wanted_{load::Action::Kind::done};
  RandomStream stream_{0, "", "", 0};
  Host& host() noexcept { return *host_; }
  int environment() const noexcept { return environment_; }

 private:
  void make_instance();
  bool run_chunk();
  load::Action resume(int arguments);
  load::Action end_failed(int state);
  bool keep_result_at(int index);

  void end_call() noexcept;

  Host* host_;
  const std::string* function_;  // the host's
  lua_State* thread_ = nullptr;
  load::Call* call_ = nullptr;  // lent by the host
  std::uint64_t trace_key_;
  std::size_t charge_ = 0;  // bytes taken in this iteration
  int thread_ref_ = LUA_NOREF;
  int environment_ = LUA_NOREF;
  int entry_ = LUA_NOREF;
  int context_ = LUA_NOREF;
  std::unique_ptr<std::string> instance_failure_;  // only if there is one
  bool runaway_ = false;                           // the instance itself
  std::unique_ptr<std::string> result_json_;       // only if it is asked for
};

}  // namespace rushhour::script
