#pragma once

#include <functional>
#include <string>

#include "sim/load/play/lanes.hpp"
#include "sim/load/user.hpp"
#include "sim/load/world.hpp"

namespace rushhour::load {

/// Plays one iteration of one user on its own and records nothing: setup, teardown, a rehearsal. One thread.
class Solo final : public Resident {
 public:
  /// World and user outlive it. After `patience` the iteration is given up. Of the requests that the user sends at once `parallel` are
  /// under way at a time. `unwanted`, if there is one, is asked ten times a second; once it says so, the iteration is given up too.
  Solo(World& world, User& user, Iteration iteration, Instant patience, std::size_t parallel, std::function<bool()> unwanted = {});

  /// Begins; then run the world until finished().
  void start();

  void on_alarm(Instant now) override;
  void on_outcome(UserId user, Outcome&& outcome, Instant now) override;
  bool finished() const noexcept override { return ended_; }

  bool timed_out() const noexcept { return timed_out_; }
  bool given_up() const noexcept { return given_up_; }

  /// Why it failed, or empty.
  const std::string& failure() const noexcept { return failure_; }

 private:
  void follow(Action action, Instant now);
  void leave();
  void wait(Instant now);
  void send(std::uint32_t calls);
  void send_on(std::size_t lane);

  World* world_;
  User* user_;
  Iteration iteration_;
  Instant limit_;
  std::size_t parallel_;
  std::function<bool()> unwanted_;
  Lanes lanes_;  // each with its own number as id
  Instant begun_{0};
  Instant wake_ = Instant::max();
  bool ended_ = false;
  bool timed_out_ = false;
  bool given_up_ = false;
  std::string failure_;
};

}  // namespace rushhour::load
