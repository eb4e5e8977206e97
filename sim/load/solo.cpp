#include "sim/load/solo.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::load {

Solo::Solo(World& world, User& user, Iteration iteration, Instant patience)
    : world_(&world), user_(&user), iteration_(std::move(iteration)), limit_(patience) {}

void Solo::start() {
  const Instant now = world_->now();
  begun_ = now;
  limit_ += now;
  follow(user_->begin(iteration_), now);
}

void Solo::on_alarm(Instant now) {
  if (ended_) return;
  if (now >= limit_) {
    timed_out_ = ended_ = true;
    world_->abandon(0);
    return user_->cancel();
  }
  if (now >= wake_) {
    wake_ = Instant::max();
    return follow(user_->after_sleep(), now);
  }
  world_->alarm_at(std::min(wake_, limit_));
}

void Solo::on_outcome(UserId, Outcome&& outcome, Instant now) {
  const bool expected = is_expected(user_->call(0), outcome);
  follow(user_->after_outcome(0, std::move(outcome), expected), now);
}

void Solo::follow(Action action, Instant now) {
  switch (action.kind) {
    case Action::Kind::send:
      world_->send(0, user_->call(0).request);
      break;
    case Action::Kind::sleep:
      wake_ = now + action.length;
      break;
    case Action::Kind::pace:
      wake_ = std::max(now, begun_ + action.length);
      break;
    case Action::Kind::wait:
      break;
    case Action::Kind::failed:
    case Action::Kind::rejected:
      failure_ = user_->failure();
      [[fallthrough]];
    case Action::Kind::done:
      ended_ = true;
      return;
  }
  world_->alarm_at(std::min(wake_, limit_));
}

}  // namespace rushhour::load
