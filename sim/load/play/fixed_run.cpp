#include "sim/load/play/fixed_run.hpp"

#include <algorithm>

namespace rushhour::load {

using State = Slot::State;

FixedRun::FixedRun(const Scenario& scenario, std::size_t index, Pool& pool, Players& players, Recorder& recorder, Stripe stripe)
    : ScenarioRun(scenario, index, pool, players, recorder, stripe) {
  if (scenario.executor == Executor::ramping_vus) profile_.emplace(scenario.stages);
}

void FixedRun::start() {
  for (std::uint64_t vu = stripe_.index; vu < scenario_->max_vus; vu += stripe_.count) {
    const UserId user = players_->make(*this, vu);
    ++left_;
    ++busy_;
    proceed(user, scenario_->start_time, Instant(0));
  }
}

std::optional<Presence> FixedRun::presence(std::uint64_t vu, Instant at) const noexcept {
  return scalings_.empty() ? planned(vu, at) : scaled(vu, at);
}

/// As UserProfile::presence(), piece by piece: between two scalings a user has the presence of its model in the plan.
std::optional<Presence> FixedRun::scaled(std::uint64_t vu, Instant at) const noexcept {
  std::optional<Presence> found;
  for (std::size_t i = 0; i <= scalings_.size(); ++i) {
    const Instant begin = std::max(at, i == 0 ? at : scalings_[i - 1].at);
    const Instant end = i < scalings_.size() ? scalings_[i].at : scenario_->end();
    if (begin >= end) continue;
    const auto model = i == 0 ? std::optional(vu) : model_of(vu, scalings_[i - 1].factor);
    for (Instant from = begin; from < end;) {
      const auto piece = model ? planned(*model, from) : std::nullopt;
      const Instant came = piece ? std::min(piece->from, end) : end;
      if (found && came > found->to) return found;
      if (came >= end) break;
      from = std::min(piece->to, end);
      found = Presence{found ? found->from : came, from};
    }
  }
  return found;
}

std::optional<Presence> FixedRun::planned(std::uint64_t vu, Instant at) const noexcept {
  if (!profile_) return at < scenario_->end() && vu < scenario_->max_vus ? std::optional(Presence{at, scenario_->end()}) : std::nullopt;
  auto found = profile_->presence(vu, at - scenario_->start_time);
  if (found) *found = {found->from + scenario_->start_time, found->to + scenario_->start_time};
  return found;
}

/// The user, which plays nothing now, begins its next iteration at `at`, or when it is present again, or never.
void FixedRun::proceed(UserId user, Instant at, Instant now) {
  Slot& slot = (*players_)[user];
  if (stopped_ || nothing_left(slot)) return leave(user, false);
  if (at >= slot.until) {
    const std::optional<Presence> next = presence(slot.vu, at);
    if (!next && may_scale_ && at < scenario_->end()) return await(user, scenario_->end());
    if (!next) return leave(user, true);
    stay_until(user, next->to);
    if (next->from > now) return await(user, next->from);
    at = next->from;
  }
  // One that has waited for nothing goes through the loop, so that it cannot keep it to itself.
  if (at > now || !slot.paused) return players_->wait(user, at, State::due);
  begin(user, at, now);
}

/// The user is gone until `from`.
void FixedRun::await(UserId user, Instant from) {
  if ((*players_)[user].state != State::away) --busy_;
  players_->wait(user, from, State::away);
}

/// What a user plays it plays on; one that is to go has the graceful ramp-down. Those that are gone look anew when they come back.
void FixedRun::scale(const Scaling& scaling, Instant now) {
  if (!may_scale_ || stopped_) return;
  scalings_.push_back(scaling);
  for (UserId user = 0; user < players_->size(); ++user) {
    Slot& slot = (*players_)[user];
    if (slot.run != this || slot.state == State::idle || slot.state == State::companion) continue;
    const std::optional<Presence> next = presence(slot.vu, now);
    const bool there = next && next->from <= now;
    if (slot.state == State::away) {
      slot.until = now;
      await(user, next ? std::max(next->from, now) : scenario_->end());
    } else if (there || slot.until > scaling.at) {
      stay_until(user, there ? next->to : scaling.at);
    }
  }
}

bool FixedRun::nothing_left(const Slot& slot) const noexcept {
  if (scenario_->executor == Executor::shared_iterations) return pool_->iterations.used_up();
  return scenario_->executor == Executor::per_vu_iterations && slot.number >= scenario_->iterations;
}

// Users of any worker may take the last iteration; those that wait here for their pace to pass need not.
void FixedRun::serve_waiting(Instant) {
  if (sent_home_ || scenario_->executor != Executor::shared_iterations || !pool_->iterations.used_up()) return;
  sent_home_ = true;
  send_home(false);
}

void FixedRun::stay_until(UserId user, Instant to) {
  (*players_)[user].until = to;
  const Instant at_latest = to + scenario_->graceful_ramp_down;
  if (to < scenario_->end() && at_latest < last_) players_->watch(user, at_latest);
}

void FixedRun::begin(UserId user, Instant at, Instant now) {
  std::uint64_t number = (*players_)[user].number;
  if (scenario_->executor == Executor::shared_iterations) {
    const auto taken = pool_->iterations.take();
    if (!taken) return leave(user, false);
    number = *taken;
  }
  ++counts().offered;
  players_->begin(user, number, at, at, now);
}

void FixedRun::on_due(UserId user, Instant due, Instant now) {
  Slot& slot = (*players_)[user];
  if (slot.state == State::away) ++busy_;
  slot.state = State::due;
  if (due >= slot.until) return proceed(user, due, now);  // its presence was scaled since
  begin(user, due, now);
}

void FixedRun::on_over(UserId user, bool leaves, Instant now) {
  Slot& slot = (*players_)[user];
  slot.state = State::idle;
  ++slot.number;
  if (leaves) return leave(user, slot.logical >= scenario_->end());
  const Instant free = slot.paused ? slot.logical : std::max(now, slot.logical);
  proceed(user, std::max(free, slot.begun + scenario_->pace), now);
}

void FixedRun::on_leaving(UserId user, Instant due, Instant now) {
  Slot& slot = (*players_)[user];
  const Instant to = due - scenario_->graceful_ramp_down;
  if (!slot.plays() || slot.begun >= to) return;
  // If it has come back meanwhile it goes on as if it had never been away.
  if (const auto back = presence(slot.vu, to); back && back->from < due) return stay_until(user, back->to);
  players_->cut_off(user, now);
  ++slot.number;
  proceed(user, due, now);
}

/// The user begins no further iteration. Those of a stated number that `duration` left no time for are dropped.
void FixedRun::leave(UserId user, bool time_is_up) {
  Slot& slot = (*players_)[user];
  if (slot.state != State::away) --busy_;
  slot.state = State::idle;
  --left_;
  std::uint64_t rest = 0;
  if (scenario_->executor == Executor::shared_iterations) rest = pool_->iterations.leave();
  if (scenario_->executor == Executor::per_vu_iterations) rest = scenario_->iterations - slot.number;
  if (!time_is_up) return;
  counts().offered += rest;
  counts().dropped += rest;
}

void FixedRun::stop(Instant now) {
  players_->tell_stop(index_);
  be_over_at(now + scenario_->graceful_stop);
  if (now < scenario_->end()) stopped_ = true;
  send_home(!stopped_);
}

/// All users that play nothing now leave.
void FixedRun::send_home(bool time_is_up) {
  for (UserId user = 0; user < players_->size(); ++user) {
    const Slot& slot = (*players_)[user];
    if (slot.run == this && (slot.state == State::away || slot.state == State::due)) leave(user, time_is_up);
  }
}

void FixedRun::cut_off(Instant now) {
  send_home(!stopped_);
  for (UserId user = 0; user < players_->size(); ++user) {
    Slot& slot = (*players_)[user];
    if (slot.run != this || !slot.plays()) continue;
    players_->cut_off(user, now);
    ++slot.number;
    leave(user, !stopped_);
  }
}

}  // namespace rushhour::load
