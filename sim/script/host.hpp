#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <lua.hpp>

#include "reports/foundation/clock.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/record/recorder.hpp"
#include "sim/load/user.hpp"
#include "sim/script/bounds/user_code.hpp"
#include "sim/script/source.hpp"

namespace rushhour::script {

/// What every host of a run is made from.
struct HostSettings {
  const Source* source = nullptr;
  std::map<std::string, std::string> env;  ///< -e K=V
  std::uint64_t seed = 0;
  WallTime started{};      ///< wall time at instant zero, for os.time and os.date
  std::string setup_json;  ///< what setup() returned; empty for nothing
  load::ScriptLimits limits{};
  std::size_t state_memory = std::size_t{4} << 30;  ///< bytes that all users of one host may hold together
};

/// One worker's Lua: a state of its own, the chunk compiled once, and an instance of it with an environment of its own for each user, so
/// that globals belong to the user.
///
/// One thread at a time; may move to its worker's thread before the run begins.
class Host final : public load::UserFactory {
 public:
  /// Parses and compiles; `clock` outlives the host. Throws UserError (Exit::script) with file:line if the script does not parse.
  Host(const HostSettings& settings, const Clock& clock);
  ~Host() override;

  /// Runs the chunk once and reads its `options`. Throws UserError: Exit::script if the chunk throws, Exit::settings for a wrong option.
  load::Plan read_plan();

  /// Users are of this plan from now on; it outlives them.
  void play(const load::Plan& plan) {
    plan_ = &plan;
    send_with(plan.http);
    code_.limit(plan.limits, settings_.state_memory);
  }

  /// What a call does not say of its request comes from here; it outlives the users.
  void send_with(const load::HttpOptions& http) { http_ = &http; }

  void note_in(load::Recorder& recorder) override { recorder_ = &recorder; }
  std::unique_ptr<load::User> make_user(std::size_t scenario, std::uint64_t vu) override;
  load::Turns* turns() noexcept override { return &code_; }

  /// Whether the script has a global function of that name, e.g. setup.
  bool has_function(const char* name);

  /// A user that plays `function` once, outside every scenario: setup, teardown. Its result_json() is what the function returned.
  std::unique_ptr<class LuaUser> make_special(const char* function);

 private:
  friend class LuaUser;
  friend struct Library;

  void compile();
  void share_options(int environment);

  // What users need only at times, and what many of them share.
  load::Call& lend_call();
  void take_back(load::Call& call) noexcept;
  const std::string* shared_name(const std::string& name) { return &*names_.insert(name).first; }

  HostSettings settings_;
  const Clock* clock_;
  MemoryBook memory_;  // of the state; stands before it
  UserCode code_;
  lua_State* L_;
  int factory_ = LUA_NOREF;      // returns an instance's environment filled in
  int environment_ = LUA_NOREF;  // metatable of every user's globals
  int data_ = LUA_NOREF;         // setup's result, frozen
  int options_ = LUA_NOREF;      // the first user's, frozen, once there is one
  const load::Plan* plan_ = nullptr;
  const load::HttpOptions* http_ = nullptr;
  load::Recorder* recorder_ = nullptr;
  std::uint64_t log_lines_ = 0;
  std::uint64_t traces_ = 0;                        // given out
  std::vector<std::unique_ptr<load::Call>> calls_;  // all that were ever made: as many as users ever sent at once
  std::vector<load::Call*> idle_calls_;
  std::set<std::string> names_;
  std::string failure_;           // of the user that failed last
  std::string scratch_;           // lives across Lua errors, which jump over destructors
};

}  // namespace rushhour::script
