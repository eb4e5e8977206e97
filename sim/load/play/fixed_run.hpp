#pragma once

#include <optional>
#include <vector>

#include "sim/load/play/scenario_run.hpp"
#include "sim/load/schedule/user_profile.hpp"

namespace rushhour::load {

/// Users that are there from the start, each of which begins its next iteration when the last one has ended, or `pace` after its begin:
/// as long as time (constant-vus), the profile (ramping-vus), or a number of iterations says, of each user or of all together.
///
/// A user begins iterations while it is present. A ramping user may be so several times; what it plays when it is to go has the graceful
/// ramp-down, unless it is back before that is over.
class FixedRun final : public ScenarioRun {
 public:
  FixedRun(const Scenario& scenario, std::size_t index, Pool& pool, Players& players, Recorder& recorder, Stripe stripe);

  void start() override;
  Instant next_alarm() const noexcept override { return left_ > 0 ? last_ : Instant::max(); }
  void serve_waiting(Instant now) override;
  void on_due(UserId user, Instant due, Instant now) override;
  void on_leaving(UserId user, Instant due, Instant now) override;
  void on_over(UserId user, bool leaves, Instant now) override;
  void expect_scaling() override { may_scale_ = !scenario_->counted(); }
  void scale(const Scaling& scaling, Instant now) override;
  void stop(Instant now) override;
  void cut_off(Instant now) override;
  bool finished() const noexcept override { return left_ == 0; }

 private:
  std::optional<Presence> presence(std::uint64_t vu, Instant at) const noexcept;
  std::optional<Presence> planned(std::uint64_t vu, Instant at) const noexcept;
  std::optional<Presence> scaled(std::uint64_t vu, Instant at) const noexcept;
  void await(UserId user, Instant from);
  void proceed(UserId user, Instant at, Instant now);
  void stay_until(UserId user, Instant to);
  void begin(UserId user, Instant at, Instant now);
  bool nothing_left(const Slot& slot) const noexcept;
  void send_home(bool time_is_up);
  void leave(UserId user, bool time_is_up);

  std::optional<UserProfile> profile_;
  bool may_scale_ = false;  // a user that the plan has no more use for stays until the scenario's end
  std::vector<Scaling> scalings_;
  std::uint64_t left_ = 0;  // users that have not left for good
  bool stopped_ = false;    // before its time was up
  bool sent_home_ = false;  // those that waited for their turn at an allotment that is used up
};

}  // namespace rushhour::load
