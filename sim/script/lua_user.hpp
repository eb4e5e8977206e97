#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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
  /// `name`: of the scenario; `function`: what it plays; `scenario` outlives the user, nullptr outside every one. If the instance's chunk
  /// throws, every iteration fails with that message.
  LuaUser(Host& host, const std::string& name, const std::string& function, std::uint64_t vu, const load::Scenario* scenario = nullptr);
  ~LuaUser() override;
  LuaUser(const LuaUser&) = delete;
  LuaUser& operator=(const LuaUser&) = delete;

  load::Action begin(const load::Iteration& iteration) override;
  load::Action after_outcome(std::size_t call, load::Outcome&& outcome, bool expected) override;
  load::Action after_sleep() override;
  void cancel() override;
  const load::Call& call(std::size_t number) const noexcept override { return batch_ ? *batch_->calls[number] : *call_; }

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

  /// The next of several calls of one action. The function that yields leaves two tables on its stack, the calls' keys and one for their
  /// answers, which is what it returns when the last answer has come. end_calls() goes before the first.
  load::Call& add_call();
  void end_calls() noexcept;

  /// What the script says of everything that it does from here on in this iteration. Made when it is said, and gone with the iteration.
  struct Marks {
    std::vector<load::Tag> tags;
    std::string group;  ///< the groups it is in, outer ones first, joined by "/"
  };
  Marks& marks();
  const Marks* marked() const noexcept { return marks_.get(); }

  /// Adds the tags that ctx.tag said to the ones that something has itself; a name that stands there stays. The scenario's are added where
  /// they are recorded.
  void add_tags(std::vector<load::Tag>& tags) const;

  /// For the next request: a trace that no other request of this run, nor of another run with the same seed, has.
  std::string next_traceparent();

  // What modules want when they yield, and what they draw from.
  load::Action wanted_{load::Action::Kind::done};
  RandomStream stream_{0, "", "", 0};
  Instant intended_{0};  // of what was sent last
  Host& host() noexcept { return *host_; }
  std::uint64_t vu() const noexcept { return vu_; }
  std::uint64_t iteration() const noexcept { return number_; }
  std::uint64_t index() const noexcept { return index_; }
  std::string_view scenario_name() const noexcept { return *name_; }
  const load::Scenario* scenario() const noexcept { return scenario_; }
  int environment() const noexcept { return environment_; }

 private:
  void make_instance();
  bool run_chunk();
  load::Action resume(int arguments);
  load::Action end_failed(int state);
  load::Action end_iteration(load::Action action);
  load::Action after_batched(std::size_t call, load::Outcome&& outcome, bool expected);
  void push_answer(const load::Outcome& outcome, bool expected);
  void take_down();
  bool keep_result_at(int index);

  struct Batch {
    std::vector<load::Call*> calls;  // lent by the host; nullptr for one that has its outcome
    std::size_t open = 0;
  };

  Host* host_;
  const std::string* name_;      // the host's
  const std::string* function_;  // the host's
  const load::Scenario* scenario_;
  std::uint64_t vu_;
  std::uint64_t number_ = 0, index_ = 0;  // of the iteration
  lua_State* thread_ = nullptr;
  load::Call* call_ = nullptr;  // lent by the host
  std::unique_ptr<Batch> batch_;
  std::unique_ptr<Marks> marks_;
  std::uint64_t trace_key_;
  std::size_t charge_ = 0;  // bytes taken in this iteration
  int thread_ref_ = LUA_NOREF;
  int environment_ = LUA_NOREF;
  int entry_ = LUA_NOREF;
  std::unique_ptr<std::string> instance_failure_;  // only if there is one
  bool runaway_ = false;                           // the instance itself
  std::unique_ptr<std::string> result_json_;       // only if it is asked for
};

}  // namespace rushhour::script
