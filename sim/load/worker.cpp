#include "sim/load/worker.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::load {
namespace {

// So many due events are played in a row before the loop may look at its sockets again.
constexpr int burst = 256;

// A heartbeat is due every so often while there is something to play. How late the loop comes round to it is how late it came round to
// whatever else fell due meanwhile: answers to read, timers, with Lua's collector and long scripts inside. Beats that were missed are all
// recorded, each at its own lateness, so that a long standstill weighs as much as it lasted.
constexpr Instant beat_every = std::chrono::milliseconds(20);

// An arrival that waits beside an idle user for longer than this is the generator's fault, not the target's.
constexpr Instant idle_grace = std::chrono::milliseconds(1);

}  // namespace

struct Worker::Slot {
  std::unique_ptr<User> user;
  ScenarioRun* run;
  std::uint64_t vu;
  enum class State { idle, sending, sleeping } state = State::idle;
  std::uint64_t number = 0;  // of the iteration
  Instant begun{0};          // of the iteration
  Instant logical{0};
  Instant ready{0};     // since when nothing but the generator keeps the user from its next request
  Instant taken_up{0};  // by the world, of the request under way
  bool paused = false;  // whether the iteration has waited for anything yet
};

struct Worker::ScenarioRun {
  ScenarioRun(const Scenario& of, std::size_t at, Permits& pool, std::uint64_t seed, Stripe stripe)
      : scenario(&of), index(at), permits(&pool), profile(of.stages), last(of.length() + of.graceful_stop) {
    if (of.open()) {
      arrivals.emplace(profile, of.spacing, seed, of.name, stripe.index, stripe.count);
      next = arrivals->next();
    }
  }

  const Scenario* scenario;
  std::size_t index;
  Permits* permits;
  RateProfile profile;
  std::optional<Arrivals> arrivals;
  std::optional<Arrival> next;
  std::deque<Arrival> waiting;
  std::uint64_t in_hand = 0;  // permits kept for arrivals that wait here
  Instant in_hand_since{0};
  std::vector<UserId> idle;
  std::uint64_t users = 0;
  std::uint64_t busy = 0;
  Instant last;          // when what still runs is cut off
  bool stopped = false;  // no further iteration may begin
};

PermitPools make_permits(const Plan& plan, std::size_t workers) {
  PermitPools pools;
  for (const Scenario& scenario : plan.scenarios) pools.push_back(std::make_unique<Permits>(scenario.max_vus, workers));
  return pools;
}

std::size_t users_of(const Plan& plan, Stripe stripe) noexcept {
  std::size_t users = 0;
  for (const Scenario& scenario : plan.scenarios)
    if (scenario.max_vus > stripe.index) users += (scenario.max_vus - stripe.index - 1) / stripe.count + 1;
  return users;
}

Worker::Worker(const Plan& plan, World& world, UserFactory& factory, PermitPools& permits, std::uint64_t seed, Stripe stripe)
    : world_(&world), factory_(&factory), seed_(seed), stripe_(stripe), recorder_(plan) {
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i)
    runs_.push_back(std::make_unique<ScenarioRun>(plan.scenarios[i], i, *permits[i], seed, stripe));
  factory.note_in(recorder_);
}

Worker::~Worker() = default;

void Worker::start() {
  beat_ = world_->now() + beat_every;
  for (const auto& run : runs_)
    if (!run->scenario->open()) start_users(*run);
  on_alarm(world_->now());
}

void Worker::start_users(ScenarioRun& run) {
  for (std::uint64_t vu = stripe_.index; vu < run.scenario->max_vus; vu += stripe_.count) {
    const UserId user = make_user(run, vu);
    run.permits->acquire();
    ++run.busy;
    sleep_until(user, Instant(0));
    slots_[user].paused = false;
  }
}

// What is due is played in the order in which it was due; an arrival goes before a user that wakes at the same instant.
bool Worker::play_next(Instant now) {
  ScenarioRun* run = earliest_arrival();
  const Instant arrival = run == nullptr ? Instant::max() : run->next->due;
  const Instant timer = timers_.empty() ? Instant::max() : timers_.top().due;
  if (std::min(arrival, timer) > now) return false;
  if (arrival <= timer) {
    arrive(*run, now);
  } else {
    const UserId user = timers_.top().user;
    timers_.pop();
    wake(user, timer, now);
  }
  return true;
}

void Worker::on_alarm(Instant now) {
  armed_ = Instant::max();
  note_beats(now);
  for (const auto& run : runs_) serve_waiting(*run, now);
  for (int i = 0; i < burst && play_next(now); ++i) {
  }
  end_overdue(now);
  arm();
}

void Worker::on_outcome(UserId user, Outcome&& outcome, Instant now) {
  Slot& slot = slots_[user];
  const bool expected = is_expected(slot.user->call(0), outcome);
  recorder_.exchange(slot.run->index, slot.user->call(0), outcome, expected, slot.logical);
  slot.logical = slot.ready = outcome.done;
  recorder_.playing(slot.run->index, slot.logical);
  follow(user, slot.user->after_outcome(0, std::move(outcome), expected), now);
  serve_waiting(*slot.run, now);
  arm();
}

Worker::ScenarioRun* Worker::earliest_arrival() {
  ScenarioRun* earliest = nullptr;
  for (const auto& run : runs_)
    if (run->next && (earliest == nullptr || run->next->due < earliest->next->due)) earliest = run.get();
  return earliest;
}

void Worker::arrive(ScenarioRun& run, Instant now) {
  const Arrival arrival = *run.next;
  run.next = run.arrivals->next();
  ++recorder_.counts(run.index).offered;
  if (run.waiting.empty() && run.permits->acquire()) return begin_iteration(run, arrival.number, arrival.due, arrival.due, now);
  ++recorder_.counts(run.index).waited_for_user;
  if (run.scenario->on_limit == OnLimit::drop || run.waiting.size() * stripe_.count >= run.scenario->max_queue) {
    ++recorder_.counts(run.index).dropped;
    return;
  }
  run.waiting.push_back(arrival);
  // Said before the retry: whoever releases a permit in between sees either the permit taken or this worker waiting.
  run.permits->want(stripe_.index, true);
  serve_waiting(run, now);
}

void Worker::serve_waiting(ScenarioRun& run, Instant now) {
  while (!run.waiting.empty() && now - run.waiting.front().due > run.scenario->max_wait) {
    recorder_.not_started(run.index, run.waiting.front().due, now);
    ++recorder_.counts(run.index).censored;
    run.waiting.pop_front();
  }
  for (int i = 0; i < burst && !run.waiting.empty(); ++i) {
    Instant free_since = run.in_hand_since;
    if (run.in_hand > 0) {
      --run.in_hand;
    } else {
      free_since = run.permits->idle_since();
      if (!run.permits->acquire()) break;
      if (free_since < now - idle_grace && run.waiting.front().due < now - idle_grace) ++recorder_.counts(run.index).waited_beside_idle;
    }
    const Arrival arrival = run.waiting.front();
    run.waiting.pop_front();
    begin_iteration(run, arrival.number, arrival.due, std::max(arrival.due, std::min(free_since, now)), now);
  }
  if (!run.waiting.empty()) return;
  run.permits->want(stripe_.index, false);
  for (; run.in_hand > 0; --run.in_hand) run.permits->release(now);
}

UserId Worker::make_user(ScenarioRun& run, std::uint64_t vu) {
  const auto id = static_cast<UserId>(slots_.size());
  slots_.push_back(Slot{factory_->make_user(run.index, vu), &run, vu});
  return id;
}

UserId Worker::take_idle(ScenarioRun& run) {
  if (run.idle.empty()) return make_user(run, stripe_.index + stripe_.count * run.users++);
  const UserId user = run.idle.back();  // the one that was busy last: its connection is the likeliest to be alive
  run.idle.pop_back();
  return user;
}

// REQUIRES: a permit was acquired.
void Worker::begin_iteration(ScenarioRun& run, std::uint64_t number, Instant intended, Instant ready, Instant now) {
  const UserId user = take_idle(run);
  ++run.busy;
  begin_on(user, number, intended, ready, now);
}

void Worker::begin_on(UserId user, std::uint64_t number, Instant intended, Instant ready, Instant now) {
  Slot& slot = slots_[user];
  const Scenario& scenario = *slot.run->scenario;
  ++recorder_.counts(slot.run->index).started;
  if (!scenario.open()) ++recorder_.counts(slot.run->index).offered;
  slot.number = number;
  slot.begun = slot.logical = intended;
  slot.ready = ready;
  slot.paused = false;
  world_->refresh(user);
  recorder_.playing(slot.run->index, intended);
  // Arrivals key their data by iteration, fixed users by user and iteration: equal at any number of workers.
  const std::uint64_t key = scenario.open() ? number : (slot.vu << 32) + number;
  const std::uint64_t index = scenario.open() ? number : number * scenario.max_vus + slot.vu;
  follow(user, slot.user->begin({slot.vu, number, RandomStream(seed_, "data", scenario.name, key), index}), now);
}

void Worker::sleep_until(UserId user, Instant due) {
  slots_[user].state = Slot::State::sleeping;
  slots_[user].logical = due;
  timers_.push({due, timers_made_++, user});
}

void Worker::wake(UserId user, Instant due, Instant now) {
  Slot& slot = slots_[user];
  if (slot.state != Slot::State::sleeping || slot.logical != due) return;  // it was cut off meanwhile
  if (!slot.run->scenario->open() && !slot.paused)
    return slot.run->stopped ? retire(user, now) : begin_on(user, slot.number, due, due, now);
  slot.ready = due;
  recorder_.playing(slot.run->index, slot.logical);
  follow(user, slot.user->after_sleep(), now);
  serve_waiting(*slot.run, now);
}

void Worker::follow(UserId user, Action action, Instant now) {
  Slot& slot = slots_[user];
  switch (action.kind) {
    case Action::Kind::send:
      slot.state = Slot::State::sending;
      slot.paused = true;
      slot.taken_up = world_->send(user, slot.user->call(0).request);
      recorder_.send_lag(slot.ready, slot.taken_up - slot.ready);
      return;
    case Action::Kind::sleep:
      slot.paused = true;
      return sleep_until(user, slot.logical + action.length);
    case Action::Kind::pace:
      slot.paused = true;
      return sleep_until(user, std::max(slot.logical, slot.begun + action.length));
    case Action::Kind::wait:
      return;
    case Action::Kind::failed:
    case Action::Kind::rejected:
    case Action::Kind::done:
      if (action.kind == Action::Kind::failed) recorder_.script_error(slot.run->index, slot.user->failure());
      if (action.kind == Action::Kind::rejected) recorder_.rejection(slot.run->index, slot.user->failure());
      if (action.beyond == Action::Beyond::stop_run) wish_ = {verdicts::Ending::data, slot.user->failure()};
      if (action.beyond == Action::Beyond::abort_run) wish_ = {verdicts::Ending::abort, slot.user->failure()};
      return end_iteration(user, action.kind == Action::Kind::done, now);
  }
}

void Worker::end_iteration(UserId user, bool ok, Instant now) {
  Slot& slot = slots_[user];
  ScenarioRun& run = *slot.run;
  ++recorder_.counts(run.index).done;
  recorder_.iteration(run.index, slot.begun, slot.logical - slot.begun, ok);
  if (!run.scenario->open() && !run.stopped) {
    const Instant next = slot.paused ? slot.logical : std::max(now, slot.logical);
    ++slot.number;
    if (next < run.scenario->duration) {
      if (slot.paused) return begin_on(user, slot.number, next, next, now);
      return sleep_until(user, next);  // through the loop, so that an iteration that waits for nothing cannot keep it to itself
    }
  }
  retire(user, now);
}

// The user is free again. Its permit goes to an arrival that waits here, or back to the pool.
void Worker::retire(UserId user, Instant now) {
  Slot& slot = slots_[user];
  ScenarioRun& run = *slot.run;
  slot.state = Slot::State::idle;
  --run.busy;
  if (run.scenario->open()) run.idle.push_back(user);
  if (run.waiting.empty()) return run.permits->release(now);
  ++run.in_hand;
  run.in_hand_since = slot.logical;
}

bool Worker::finished() const noexcept {
  return std::all_of(runs_.begin(), runs_.end(), [](const auto& run) { return !run->next && run->waiting.empty() && run->busy == 0; });
}

void Worker::stop(Instant now) {
  for (const auto& run : runs_) {
    if (run->stopped) continue;
    run->stopped = true;
    run->last = std::min(run->last, now + run->scenario->graceful_stop);
    censor_waiting(*run, now);
  }
  on_alarm(now);
}

void Worker::halt(Instant now) {
  for (const auto& run : runs_) run->last = std::min(run->last, now);
  end_overdue(now);
}

void Worker::end_overdue(Instant now) {
  for (const auto& run : runs_)
    if (run->last <= now) {
      run->stopped = true;
      censor_waiting(*run, now);
      censor_busy(*run, now);
    }
}

// No arrival of this scenario will start any more. Those that are due count as offered even if the loop was too late to play them.
void Worker::censor_waiting(ScenarioRun& run, Instant now) {
  for (; run.next && run.next->due <= now; run.next = run.arrivals->next()) {
    ++recorder_.counts(run.index).offered;
    run.waiting.push_back(*run.next);
  }
  run.next.reset();
  for (const Arrival& arrival : run.waiting) recorder_.not_started(run.index, arrival.due, now);
  recorder_.counts(run.index).censored += run.waiting.size();
  run.waiting.clear();
  run.permits->want(stripe_.index, false);
  for (; run.in_hand > 0; --run.in_hand) run.permits->release(now);
}

void Worker::censor_busy(ScenarioRun& run, Instant now) {
  for (UserId user = 0; user < slots_.size(); ++user) {
    Slot& slot = slots_[user];
    if (slot.run != &run || slot.state == Slot::State::idle) continue;
    if (slot.state == Slot::State::sending) {
      recorder_.cut_off(run.index, slot.user->call(0), slot.logical, slot.taken_up, now);
      world_->abandon(user);
    }
    // A fixed user that was about to begin has offered nothing yet.
    if (run.scenario->open() || slot.paused || slot.state == Slot::State::sending) ++recorder_.counts(run.index).censored;
    slot.user->cancel();
    slot.state = Slot::State::idle;
    --run.busy;
    run.permits->release(now);
  }
}

void Worker::note_beats(Instant now) {
  if (beat_ > now || finished()) return;
  for (; beat_ <= now; beat_ += beat_every) recorder_.loop_lag(beat_, now - beat_);
}

void Worker::arm() {
  Instant next = timers_.empty() ? Instant::max() : timers_.top().due;
  for (const auto& run : runs_) {
    if (run->next) next = std::min({next, run->next->due, beat_});
    if (run->busy > 0 || !run->waiting.empty()) next = std::min({next, run->last, beat_});
    if (run->in_hand > 0) next = Instant(0);  // more wait than one burst may start
  }
  if (next >= armed_) return;
  armed_ = next;
  world_->alarm_at(next);
}

Tick Worker::take_tick() {
  for (const auto& run : runs_) {
    recorder_.counts(run->index).users_busy = run->busy;
    recorder_.counts(run->index).queued = run->waiting.size();
  }
  Tick tick = recorder_.take_tick();
  const WorldCounts world = world_->take_counts();
  tick.connections = world.connections;
  tick.connections_opened = world.opened;
  tick.waited_for_connection = world.waited_for_connection;
  return tick;
}

}  // namespace rushhour::load
