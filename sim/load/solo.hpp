#pragma once

#include <string>

#include "sim/load/user.hpp"
#include "sim/load/world.hpp"

namespace rushhour::load {

/// Plays one iteration of one user on its own and records nothing: setup, teardown, a rehearsal. One thread.
class Solo final : public Resident {
 public:
  /// World and user outlive it. After `patience` the iteration is given up.
  Solo(World& world, User& user, Iteration iteration, Instant patience);

  /// Begins; then run the world until finished().
  void start();

  void on_alarm(Instant now) override;
  void on_outcome(UserId user, Outcome&& outcome, Instant now) override;
  bool finished() const noexcept override { return ended_; }

  bool timed_out() const noexcept { return timed_out_; }

  /// Why it failed, or empty.
  const std::string& failure() const noexcept { return failure_; }

 private:
  void follow(Action action, Instant now);

  World* world_;
  User* user_;
  Iteration iteration_;
  Instant limit_;
  Instant begun_{0};
  Instant wake_ = Instant::max();
  bool ended_ = false;
  bool timed_out_ = false;
  std::string failure_;
};

}  // namespace rushhour::load
