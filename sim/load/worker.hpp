#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/load/plan.hpp"
#include "sim/load/play/players.hpp"
#include "sim/load/play/scenario_run.hpp"
#include "sim/load/record/recorder.hpp"
#include "sim/load/steering.hpp"
#include "sim/load/world.hpp"

namespace rushhour::load {

/// How many users a worker needs for its stripe if every scenario keeps all that it permits busy.
std::size_t users_of(const Plan& plan, Stripe stripe) noexcept;

/// Plays one stripe of a plan in a world: its scenarios say who begins when (ScenarioRun), its players play it. It knows no socket, no
/// thread and no clock but the world's, so it runs over the wire and in virtual time alike.
///
/// Invariants:
///   1. Each user carries a logical instant: its scheduled arrival, then the done instant of its last answer (of a batch the latest) or the
///      due instant of its last sleep. That, and never a clock reading, is the intended instant of its next request.
///   2. offered = done + dropped + censored once all workers have finished.
///   3. Whatever the target does, it has finished at plan.drain_end(), give or take how late its loop is.
///
/// One thread: the world's.
class Worker final : public Resident {
 public:
  /// All references outlive the worker. `steering`: a person may scale the plan while it is played; nullptr if nobody can. Then scenarios
  /// of arrivals or present users last until their time is up, even if nothing more is due.
  Worker(const Plan& plan, World& world, UserFactory& factory, Pools& pools, std::uint64_t seed, Stripe stripe,
         const Steering* steering = nullptr);
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

  /// The same for one scenario.
  void stop_scenario(std::size_t scenario, Instant now);

  /// The same as halt() for a worker whose users stand still in the middle of their code and whose world is not to be touched any more.
  void write_off(Instant now);

  /// Scenarios that were stopped here, since the last call, because their code overran its limits again and again.
  std::vector<ScenarioStop> take_scenario_stops() { return players_.take_stops(); }

  /// Whether a user wants the run to end, and why; once there is a wish, it stays.
  const std::optional<Stop>& wish() const noexcept { return players_.wish(); }

  Tick take_tick();
  Recorder& recorder() noexcept { return recorder_; }

 private:
  bool play_next(Instant now);
  void heed_steering(Instant now);
  void end_overdue(Instant now);
  void note_beats(Instant now);
  void arm();

  World* world_;
  Recorder recorder_;
  Players players_;
  std::vector<std::unique_ptr<ScenarioRun>> runs_;
  const Steering* steering_;
  std::size_t scalings_taken_ = 0;
  Instant armed_ = Instant::max();
  Instant beat_{0};  // when the next heartbeat is due
};

}  // namespace rushhour::load
