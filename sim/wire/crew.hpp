#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "sim/load/record/run_log.hpp"
#include "sim/load/steering.hpp"
#include "sim/load/worker.hpp"
#include "sim/wire/health/watchdog.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::wire {

/// How a run over the wire ended.
struct Ending {
  verdicts::Ending by = verdicts::Ending::plan;
  std::string reason{};  ///< if it was not the plan; may be empty
  Instant at{0};
};

/// The workers of one machine: each a thread with a world, users, connections and histograms of its own. Only the pools are shared. The
/// thread that calls run() collects what they hand over, merges it and writes it down, once a tick.
class Crew {
 public:
  /// Makes the users of one worker, whose clock is given. Called on the constructing thread.
  using MakeUsers = std::function<std::unique_ptr<load::UserFactory>(const Clock& clock)>;

  /// `plan` outlives the crew. Each worker gets `settings` with a number of its own. Throws what WireWorld and `make_users` throw.
  /// `steering`, if a person can steer the run, outlives the crew.
  Crew(const load::Plan& plan, const WireSettings& settings, std::uint64_t seed, std::size_t threads, const MakeUsers& make_users,
       load::Steering* steering = nullptr);
  ~Crew();

  /// Connects the users ahead where `settings.http.prefetch` asks for it, and notes as event `prefetch` what came of it. Then plays the
  /// plan to its end; instant zero is the same for all workers. `watch` is called on the calling thread. `interrupts` counts the user's
  /// wishes to stop: the first lets running iterations end, the second cuts them off. So does used-up data; an abort, of the script or of
  /// `watch`, cuts off. Returns when every worker has handed over the last it had.
  ///
  /// What is asked for by `steering` is done, and each act noted as event `steered`.
  ///
  /// Code of users that overruns the plan's limits is ended. A worker that is inside of what cannot be ended is given up: its thread is
  /// held for ever, what it has recorded stands, and the run ends as the others come to their end. A scenario whose code overran its limits
  /// in one worker again and again is stopped in all of them; both are noted as events.
  Ending run(load::RunLog& log, const std::atomic<int>& interrupts, const load::Watch& watch);

 private:
  class Member;
  struct Gathering;

  /// Starts all workers at once, after they have connected ahead; returns instant zero.
  std::chrono::steady_clock::time_point assemble(load::RunLog& log, const std::atomic<int>& interrupts);
  load::Handover collect(const load::Cuts& cuts);
  void end_early(const load::Stop& stop, bool at_once, Ending& ending);
  void heed_steering(load::RunLog& log, Instant now, Ending& ending);
  void give_up_held(load::RunLog& log, Instant now, Ending& ending);
  void stop_scenarios(load::RunLog& log, Instant now);

  const load::Plan* plan_;
  bool prefetch_;
  load::Steering* steering_;
  bool stop_heard_ = false;
  load::Pools pools_;
  std::unique_ptr<Gathering> gathering_;
  std::set<std::size_t> stopped_scenarios_;
  Watchdog watchdog_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace rushhour::wire
