#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "sim/load/play/scenario_run.hpp"
#include "sim/load/schedule/arrivals.hpp"
#include "sim/load/schedule/rate_profile.hpp"

namespace rushhour::load {

/// Iterations begin when they are due, however slow the answers are: each arrival takes a user that is idle, of which as many are made as
/// are needed. One that finds as many busy as are permitted waits or is dropped. A busy user holds one permit; an idle one none.
class OpenRun final : public ScenarioRun {
 public:
  OpenRun(const Scenario& scenario, std::size_t index, Pool& pool, Players& players, Recorder& recorder, std::uint64_t seed, Stripe stripe);

  void start() override {}
  Instant next_alarm() const noexcept override;
  Instant next_arrival() const noexcept override { return next_ ? next_->due : Instant::max(); }
  void arrive(Instant now) override;
  void serve_waiting(Instant now) override;
  void on_due(UserId, Instant, Instant) override {}
  void on_leaving(UserId, Instant, Instant) override {}
  void on_over(UserId user, bool leaves, Instant now) override;
  void expect_scaling() override { may_scale_ = true; }
  void scale(const Scaling& scaling, Instant now) override;
  void stop(Instant now) override;
  void cut_off(Instant now) override;
  bool finished() const noexcept override { return !next_ && !may_scale_ && waiting_.empty() && busy_ == 0; }
  std::uint64_t waiting() const noexcept override { return waiting_.size(); }

 private:
  void look_ahead();
  void take_next();
  void begin(const Arrival& arrival, Instant ready, Instant now);
  void censor_waiting(Instant now);
  void give_back_in_hand(Instant now);

  RateProfile profile_;
  Arrivals arrivals_;
  std::optional<Arrival> next_;
  bool may_scale_ = false;  // arrivals may come until the scenario's end, even if there are none now
  std::deque<Arrival> waiting_;
  std::uint64_t in_hand_ = 0;  // permits kept for arrivals that wait here
  Instant in_hand_since_{0};
  std::vector<UserId> idle_;
  std::uint64_t users_ = 0;
};

}  // namespace rushhour::load
