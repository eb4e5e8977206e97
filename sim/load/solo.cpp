#include "sim/load/solo.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::load {

namespace {

constexpr Instant between_questions = std::chrono::milliseconds(100);

}  // namespace

Solo::Solo(World& world, User& user, Iteration iteration, Instant patience, std::size_t parallel, std::function<bool()> unwanted)
    : world_(&world),
      user_(&user),
      iteration_(std::move(iteration)),
      limit_(patience),
      parallel_(parallel),
      unwanted_(std::move(unwanted)) {
  lanes_.add(0);
}

void Solo::start() {
  const Instant now = world_->now();
  begun_ = now;
  limit_ += now;
  follow(user_->begin(iteration_), now);
}

void Solo::on_alarm(Instant now) {
  if (ended_) return;
  timed_out_ = now >= limit_;
  given_up_ = unwanted_ && unwanted_();
  if (timed_out_ || given_up_) return leave();
  if (now >= wake_) {
    wake_ = Instant::max();
    return follow(user_->after_sleep(), now);
  }
  wait(now);
}

void Solo::leave() {
  ended_ = true;
  for (const Lanes::Lane& lane : lanes_) world_->abandon(lane.id);
  user_->cancel();
}

void Solo::wait(Instant now) {
  const Instant due = std::min(wake_, limit_);
  world_->alarm_at(unwanted_ ? std::min(due, now + between_questions) : due);
}

void Solo::on_outcome(UserId id, Outcome&& outcome, Instant now) {
  const std::uint32_t number = lanes_.unload(id, outcome.done);
  const bool expected = is_expected(user_->call(number), outcome);
  if (lanes_.waiting() > 0) send_on(id);
  const bool over = lanes_.over();
  const Action action = user_->after_outcome(number, std::move(outcome), expected);
  if (over) follow(action, now);
}

void Solo::send(std::uint32_t calls) {
  const std::size_t width = std::min<std::size_t>(calls, parallel_);
  while (lanes_.size() < width) {
    const auto companion = static_cast<UserId>(lanes_.size());
    lanes_.add(companion);
    world_->join(companion, 0);
  }
  lanes_.start(calls);
  for (std::size_t lane = 0; lane < width; ++lane) send_on(lane);
}

void Solo::send_on(std::size_t lane) {
  const std::uint32_t call = lanes_.load(lane);
  world_->send(lanes_[lane].id, user_->call(call).request);
}

void Solo::follow(Action action, Instant now) {
  switch (action.kind) {
    case Action::Kind::send:
      send(action.calls);
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
  wait(now);
}

}  // namespace rushhour::load
