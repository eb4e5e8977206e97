#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/load/plan.hpp"
#include "sim/load/play/players.hpp"
#include "sim/load/schedule/allotment.hpp"
#include "sim/load/schedule/permits.hpp"

namespace rushhour::load {

/// What all workers share of one scenario; they share nothing else.
struct Pool {
  Permits permits;       ///< arrival executors
  Allotment iterations;  ///< shared-iterations
};
using Pools = std::vector<std::unique_ptr<Pool>>;

/// One for each scenario of the plan. The permits' nudge is the caller's to set.
Pools make_pools(const Plan& plan, std::size_t workers);

/// Which part of the load is a worker's: arrivals, or fixed users, `index`, `index + count`, ... of each scenario.
struct Stripe {
  std::size_t index = 0;
  std::size_t count = 1;
};

/// One scenario in one worker: who begins an iteration, and when. It keeps count of what is offered, dropped and never started. All
/// instants are the run's. One thread.
class ScenarioRun {
 public:
  virtual ~ScenarioRun() = default;

  /// Instant zero has come.
  virtual void start() = 0;

  /// When something is due here that no timer of the players stands for: Instant::max() for nothing.
  virtual Instant next_alarm() const noexcept = 0;

  /// When the next arrival is due; Instant::max() where there are no arrivals.
  virtual Instant next_arrival() const noexcept { return Instant::max(); }
  virtual void arrive(Instant /*now*/) {}

  /// Gives users to arrivals that wait, some at a time; or lets users go that wait for what is gone.
  virtual void serve_waiting(Instant /*now*/) {}

  /// A user has waited until `due`.
  virtual void on_due(UserId user, Instant due, Instant now) = 0;

  /// At `due` a user that was to go has had all the time that it was left.
  virtual void on_leaving(UserId user, Instant due, Instant now) = 0;

  /// The user's iteration has ended; `leaves` says that it is to begin no other.
  virtual void on_over(UserId user, bool leaves, Instant now) = 0;

  /// A person may scale what the scenario offers: until its end it may have to begin iterations though nothing is due. Before start().
  virtual void expect_scaling() {}

  /// Its rate, or its users, count differently from `scaling.at` on, which is an instant of the run.
  virtual void scale(const Scaling& /*scaling*/, Instant /*now*/) {}

  /// Lets no further iteration begin; what runs has the graceful stop.
  virtual void stop(Instant now) = 0;

  /// Cuts off everything at its age.
  virtual void cut_off(Instant now) = 0;

  /// The code of a user overran its limits, once more. Returns whether that was once too often: then the scenario is over.
  bool on_runaway(Instant now);

  virtual bool finished() const noexcept = 0;
  virtual std::uint64_t waiting() const noexcept { return 0; }

  const Scenario& scenario() const noexcept { return *scenario_; }
  std::size_t index() const noexcept { return index_; }
  std::uint64_t busy() const noexcept { return busy_; }

  /// When what still runs is cut off.
  Instant last() const noexcept { return last_; }
  void be_over_at(Instant at) noexcept { last_ = std::min(last_, at); }

 protected:
  ScenarioRun(const Scenario& scenario, std::size_t index, Pool& pool, Players& players, Recorder& recorder, Stripe stripe)
      : scenario_(&scenario),
        index_(index),
        pool_(&pool),
        players_(&players),
        recorder_(&recorder),
        stripe_(stripe),
        last_(scenario.end() + scenario.graceful_stop) {}

  Counts& counts() const noexcept { return recorder_->counts(index_); }

  const Scenario* scenario_;
  std::size_t index_;
  Pool* pool_;
  Players* players_;
  Recorder* recorder_;
  Stripe stripe_;
  Instant last_;
  std::uint64_t busy_ = 0;  // users
  int runaways_ = 0;
};

/// The scenario number `index` of the plan. All references outlive it.
std::unique_ptr<ScenarioRun> make_run(const Plan& plan, std::size_t index, Pool& pool, Players& players, Recorder& recorder,
                                      std::uint64_t seed, Stripe stripe);

/// So many due events are played in a row before the loop may look at its sockets again.
inline constexpr int burst = 256;

}  // namespace rushhour::load
