#include "sim/load/play/players.hpp"

#include <algorithm>
#include <utility>

#include "sim/load/play/scenario_run.hpp"

namespace rushhour::load {

using State = Slot::State;

Players::Players(const Plan& plan, World& world, UserFactory& factory, Recorder& recorder, std::uint64_t seed)
    : world_(&world), factory_(&factory), recorder_(&recorder), seed_(seed), parallel_(plan.http.batch) {}

UserId Players::make(ScenarioRun& run, std::uint64_t vu) {
  const auto id = static_cast<UserId>(slots_.size());
  slots_.push_back(Slot{factory_->make_user(run.index(), vu), &run, vu});
  return id;
}

void Players::begin(UserId id, std::uint64_t number, Instant intended, Instant ready, Instant now) {
  Slot& slot = slots_[id];
  const Scenario& scenario = slot.run->scenario();
  ++recorder_->counts(slot.run->index()).started;
  slot.number = number;
  slot.begun = slot.logical = intended;
  slot.ready = ready;
  slot.paused = false;
  world_->refresh(id);
  if (slot.lanes)
    for (std::size_t lane = 1; lane < slot.lanes->size(); ++lane) world_->refresh((*slot.lanes)[lane].id);
  // What the scenario numbers as a whole keys its data by iteration, the rest by user and iteration: equal at any number of workers.
  const std::uint64_t key = scenario.numbers_iterations() ? number : (slot.vu << 32) + number;
  const std::uint64_t index = scenario.numbers_iterations() ? number : number * scenario.max_vus + slot.vu;
  slot.state = State::acting;
  recorder_->playing(slot.run->index(), intended);
  follow(id, slot, slot.user->begin({slot.vu, number, RandomStream(seed_, "data", scenario.name, key), index}), now);
}

void Players::wait(UserId id, Instant due, State state) {
  Slot& slot = slots_[id];
  slot.state = state;
  slot.logical = due;
  timers_.push({due, timers_made_++, id, false});
}

void Players::sleep_until(UserId id, Slot& slot, Instant due) {
  slot.paused = true;
  wait(id, due, State::sleeping);
}

ScenarioRun& Players::play_due(Instant now) {
  const Timer timer = timers_.top();
  timers_.pop();
  Slot& slot = slots_[timer.user];
  if (timer.leaving) {
    slot.run->on_leaving(timer.user, timer.due, now);
  } else if (slot.logical != timer.due) {
    // It was cut off meanwhile.
  } else if (slot.state == State::due || slot.state == State::away) {
    slot.run->on_due(timer.user, timer.due, now);
  } else if (slot.state == State::sleeping) {
    slot.ready = timer.due;
    slot.state = State::acting;
    recorder_->playing(slot.run->index(), slot.logical);
    follow(timer.user, slot, slot.user->after_sleep(), now);
  }
  return *slot.run;
}

ScenarioRun& Players::on_outcome(UserId id, Outcome&& outcome, Instant now) {
  Slot& slot = slots_[id];
  ScenarioRun& run = *slot.run;
  if (slot.state == State::companion) {
    on_batch_outcome(slot.owner, slots_[slot.owner], slot.number, std::move(outcome), now);
  } else if (slot.state == State::batching) {
    on_batch_outcome(id, slot, 0, std::move(outcome), now);
  } else {
    const Call& call = slot.user->call(0);
    const bool expected = is_expected(call, outcome);
    recorder_->exchange(run.index(), call, outcome, expected, slot.logical);
    slot.logical = slot.ready = outcome.done;
    slot.state = State::acting;
    recorder_->playing(run.index(), slot.logical);
    follow(id, slot, slot.user->after_outcome(0, std::move(outcome), expected), now);
  }
  return run;
}

// The user is resumed with each outcome, but goes on with the last only, at the latest instant of all.
void Players::on_batch_outcome(UserId id, Slot& slot, std::size_t lane, Outcome&& outcome, Instant now) {
  const std::size_t scenario = slot.run->index();
  const Instant done = outcome.done;
  const std::uint32_t number = slot.lanes->unload(lane, done);
  const Call& call = slot.user->call(number);
  const bool expected = is_expected(call, outcome);
  recorder_->exchange(scenario, call, outcome, expected, slot.logical);
  if (slot.lanes->waiting() > 0) send_on(slot, lane, done);
  const bool over = slot.lanes->over();
  if (over) {
    slot.logical = slot.ready = slot.lanes->latest();
    slot.state = State::acting;
  }
  recorder_->playing(scenario, over ? slot.logical : done);
  const Action action = slot.user->after_outcome(number, std::move(outcome), expected);
  if (over) follow(id, slot, action, now);
}

void Players::follow(UserId id, Slot& slot, const Action& action, Instant now) {
  switch (action.kind) {
    case Action::Kind::send:
      slot.paused = true;
      return action.calls == 1 ? send(id, slot) : send_batch(id, slot, action.calls);
    case Action::Kind::sleep:
      return sleep_until(id, slot, slot.logical + action.length);
    case Action::Kind::pace:
      return sleep_until(id, slot, std::max(slot.logical, slot.begun + action.length));
    case Action::Kind::wait:
      return;
    case Action::Kind::failed:
    case Action::Kind::rejected:
    case Action::Kind::done:
      return end_iteration(id, slot, action, now);
  }
}

void Players::end_iteration(UserId id, Slot& slot, const Action& action, Instant now) {
  const std::size_t scenario = slot.run->index();
  ++recorder_->counts(scenario).done;
  recorder_->iteration(scenario, slot.begun, slot.logical - slot.begun, action.kind == Action::Kind::done);
  if (action.kind == Action::Kind::failed) recorder_->script_error(scenario, slot.user->failure());
  if (action.kind == Action::Kind::rejected) recorder_->rejection(scenario, slot.user->failure());
  if (!wish_ && action.beyond == Action::Beyond::stop_run) wish_ = {verdicts::Ending::data, slot.user->failure()};
  if (action.beyond == Action::Beyond::abort_run) wish_ = {verdicts::Ending::abort, slot.user->failure()};
  if (action.beyond == Action::Beyond::runaway) return end_runaway(id, slot, now);
  slot.run->on_over(id, action.beyond != Action::Beyond::nothing, now);
}

void Players::end_runaway(UserId id, Slot& slot, Instant now) {
  const std::string reason = slot.user->failure();
  ScenarioRun& run = *slot.run;
  run.on_over(id, false, now);
  if (!run.on_runaway(now)) return;
  stops_.push_back({run.index(), reason});
  stopped_one_ = true;
}

void Players::send(UserId id, Slot& slot) {
  slot.state = State::sending;
  slot.taken_up = world_->send(id, slot.user->call(0).request);
  recorder_->send_lag(slot.ready, slot.taken_up - slot.ready);
}

void Players::send_batch(UserId id, Slot& slot, std::uint32_t calls) {
  slot.state = State::batching;
  if (!slot.lanes) {
    slot.lanes = std::make_unique<Lanes>();
    slot.lanes->add(id);
  }
  const std::size_t width = std::min<std::size_t>(calls, parallel_);
  while (slot.lanes->size() < width) add_lane(id, slot);
  slot.lanes->start(calls);
  for (std::size_t lane = 0; lane < width; ++lane) send_on(slot, lane, slot.ready);
}

void Players::add_lane(UserId id, Slot& slot) {
  const auto companion = static_cast<UserId>(slots_.size());
  slots_.push_back(Slot{nullptr, slot.run, slot.vu});
  slots_.back().state = State::companion;
  slots_.back().owner = id;
  slots_.back().number = slot.lanes->size();
  slot.lanes->add(companion);
  world_->join(companion, id);
}

void Players::send_on(Slot& slot, std::size_t at, Instant ready) {
  const std::uint32_t call = slot.lanes->load(at);
  Lanes::Lane& lane = (*slot.lanes)[at];
  lane.taken_up = world_->send(lane.id, slot.user->call(call).request);
  recorder_->send_lag(ready, lane.taken_up - ready);
}

void Players::cut_off(UserId id, Instant now) {
  Slot& slot = slots_[id];
  if (slot.state == State::sending) {
    recorder_->cut_off(slot.run->index(), slot.user->call(0), slot.logical, slot.taken_up, now);
    if (!abandoned_) world_->abandon(id);
  }
  if (slot.state == State::batching) cut_off_batch(slot, now);
  ++recorder_->counts(slot.run->index()).censored;
  if (!abandoned_) slot.user->cancel();
  slot.state = State::idle;
}

void Players::cut_off_batch(Slot& slot, Instant now) {
  for (const Lanes::Lane& lane : *slot.lanes) {
    if (!lane.busy) continue;
    recorder_->cut_off(slot.run->index(), slot.user->call(lane.call), slot.logical, lane.taken_up, now);
    if (!abandoned_) world_->abandon(lane.id);
  }
  for (std::uint32_t i = slot.lanes->waiting(); i > 0; --i) recorder_->not_started(slot.run->index(), slot.logical, now);
  slot.lanes->clear();
}

}  // namespace rushhour::load
