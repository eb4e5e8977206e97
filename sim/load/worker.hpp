#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <vector>

#include "sim/load/plan.hpp"
#include "sim/load/record/recorder.hpp"
#include "sim/load/record/run_log.hpp"
#include "sim/load/schedule/arrivals.hpp"
#include "sim/load/schedule/permits.hpp"
#include "sim/load/user.hpp"
#include "sim/load/world.hpp"

namespace rushhour::load {

/// One permit pool for each scenario of the plan, shared by all workers.
using PermitPools = std::vector<std::unique_ptr<Permits>>;
PermitPools make_permits(const Plan& plan, std::size_t workers);

/// Which part of the load is this worker's: arrivals `index`, `index + count`, ... of each scenario.
struct Stripe {
  std::size_t index = 0;
  std::size_t count = 1;
};

/// How many users a worker needs for its stripe if every scenario keeps all that it permits busy.
std::size_t users_of(const Plan& plan, Stripe stripe) noexcept;

/// Plays one stripe of a plan in a world. It knows no socket, no thread and no clock but the world's, so it runs over the wire and in
/// virtual time alike.
///
/// Invariants:
///   1. Each user carries a logical instant: its scheduled arrival, then the done instant of its last answer or the due instant of its last
///      sleep. That, and never a clock reading, is the intended instant of its next request.
///   2. offered = done + dropped + censored once the worker has finished.
///   3. A busy user holds one permit; an idle one none.
///
/// One thread: the world's.
class Worker final : public Resident {
 public:
  /// All references outlive the worker.
  Worker(const Plan& plan, World& world, UserFactory& factory, PermitPools& permits, std::uint64_t seed, Stripe stripe);
  ~Worker() override;

  /// Instant zero has come: plays what is due and asks for the first alarm.
  void start();

  void on_alarm(Instant now) override;
  void on_outcome(UserId user, Outcome&& outcome, Instant now) override;
  bool finished() const noexcept override;

  /// Lets no further iteration begin; running ones may end within the graceful stop, arrivals that wait are censored.
  void stop(Instant now);

  /// Cuts everything off now, at its age.
  void halt(Instant now);

  /// Whether a user wants the run to end, and why; once there is a wish, it stays.
  const std::optional<Stop>& wish() const noexcept { return wish_; }

  Tick take_tick();
  Recorder& recorder() noexcept { return recorder_; }

 private:
  struct Slot;
  struct ScenarioRun;
  struct Timer {
    Instant due;
    std::uint64_t order;  // ties go by age
    UserId user;
    bool operator>(const Timer& other) const noexcept { return due != other.due ? due > other.due : order > other.order; }
  };

  ScenarioRun* earliest_arrival();
  bool play_next(Instant now);
  void arrive(ScenarioRun& run, Instant now);
  void serve_waiting(ScenarioRun& run, Instant now);
  void begin_iteration(ScenarioRun& run, std::uint64_t number, Instant intended, Instant ready, Instant now);
  void begin_on(UserId user, std::uint64_t number, Instant intended, Instant ready, Instant now);
  UserId take_idle(ScenarioRun& run);
  UserId make_user(ScenarioRun& run, std::uint64_t vu);
  void start_users(ScenarioRun& run);
  void follow(UserId user, Action action, Instant now);
  void end_iteration(UserId user, bool ok, Instant now);
  void retire(UserId user, Instant now);
  void wake(UserId user, Instant due, Instant now);
  void sleep_until(UserId user, Instant due);
  void end_overdue(Instant now);
  void censor_waiting(ScenarioRun& run, Instant now);
  void censor_busy(ScenarioRun& run, Instant now);
  void note_beats(Instant now);
  void arm();

  World* world_;
  UserFactory* factory_;
  std::uint64_t seed_;
  Stripe stripe_;
  Recorder recorder_;
  std::vector<std::unique_ptr<ScenarioRun>> runs_;
  std::deque<Slot> slots_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::uint64_t timers_made_ = 0;
  std::optional<Stop> wish_;
  Instant armed_ = Instant::max();
  Instant beat_{0};  // when the next heartbeat is due
};

}  // namespace rushhour::load
