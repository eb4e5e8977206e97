#include "sim/load/worker.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::load {
namespace {

// A heartbeat is due every so often while there is something to play. How late the loop comes round to it is how late it came round to
// whatever else fell due meanwhile: answers to read, timers, with Lua's collector and long scripts inside. Beats that were missed are all
// recorded, each at its own lateness, so that a long standstill weighs as much as it lasted.
constexpr Instant beat_every = std::chrono::milliseconds(20);

// A burst ends earlier where what is played takes long: garbage of ten thousand users must not hold up those whose answers are there.
constexpr int look_every = 8;
constexpr Instant burst_length = std::chrono::milliseconds(1);

}  // namespace

std::size_t users_of(const Plan& plan, Stripe stripe) noexcept {
  std::size_t users = 0;
  for (const Scenario& scenario : plan.scenarios)
    if (scenario.max_vus > stripe.index) users += (scenario.max_vus - stripe.index - 1) / stripe.count + 1;
  return users;
}

Worker::Worker(const Plan& plan, World& world, UserFactory& factory, Pools& pools, std::uint64_t seed, Stripe stripe,
               const Steering* steering)
    : world_(&world), recorder_(plan), players_(plan, world, factory, recorder_, seed), steering_(steering) {
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i) runs_.push_back(make_run(plan, i, *pools[i], players_, recorder_, seed, stripe));
  if (steering_ != nullptr)
    for (const auto& run : runs_) run->expect_scaling();
  factory.note_in(recorder_);
}

Worker::~Worker() = default;

void Worker::start() {
  beat_ = world_->now() + beat_every;
  for (const auto& run : runs_) run->start();
  on_alarm(world_->now());
}

// What is due is played in the order in which it was due; an arrival goes before a user that wakes at the same instant.
bool Worker::play_next(Instant now) {
  ScenarioRun* earliest = nullptr;
  Instant arrival = Instant::max();
  for (const auto& run : runs_)
    if (run->next_arrival() < arrival) {
      earliest = run.get();
      arrival = run->next_arrival();
    }
  const Instant timer = players_.next_due();
  if (std::min(arrival, timer) > now) return false;
  if (arrival <= timer)
    earliest->arrive(now);
  else
    players_.play_due(now).serve_waiting(now);
  return true;
}

void Worker::on_alarm(Instant now) {
  armed_ = Instant::max();
  note_beats(now);
  if (steering_ != nullptr && steering_->news(scalings_taken_)) heed_steering(now);
  for (const auto& run : runs_) run->serve_waiting(now);
  for (int i = 1; i <= burst && play_next(now); ++i) {
    if (players_.stopped_one()) end_overdue(now);  // at once, since each of its users would take long
    if (i % look_every == 0 && world_->now() - now > burst_length) break;
  }
  end_overdue(now);
  arm();
}

void Worker::on_outcome(UserId user, Outcome&& outcome, Instant now) {
  players_.on_outcome(user, std::move(outcome), now).serve_waiting(now);
  arm();
}

bool Worker::finished() const noexcept {
  return std::all_of(runs_.begin(), runs_.end(), [](const auto& run) { return run->finished(); });
}

void Worker::stop(Instant now) {
  for (const auto& run : runs_) run->stop(now);
  on_alarm(now);
}

void Worker::halt(Instant now) {
  for (const auto& run : runs_) {
    run->stop(now);
    run->be_over_at(now);
  }
  end_overdue(now);
}

void Worker::stop_scenario(std::size_t scenario, Instant now) {
  runs_[scenario]->stop(now);
  runs_[scenario]->be_over_at(now);
  end_overdue(now);
}

void Worker::write_off(Instant now) {
  players_.abandon();
  halt(now);
}

// The look is taken after `now` was read, and a scaling is settled well before it holds: nothing that it concerns has been played.
void Worker::heed_steering(Instant now) {
  for (const Scaling& scaling : steering_->since(scalings_taken_)) {
    for (const auto& run : runs_) run->scale(scaling, now);
    ++scalings_taken_;
  }
}

void Worker::end_overdue(Instant now) {
  for (const auto& run : runs_)
    if (run->last() <= now && !run->finished()) run->cut_off(now);
}

void Worker::note_beats(Instant now) {
  if (beat_ > now || finished()) return;
  for (; beat_ <= now; beat_ += beat_every) recorder_.loop_lag(beat_, now - beat_);
}

void Worker::arm() {
  Instant next = players_.next_due();
  for (const auto& run : runs_)
    if (!run->finished()) next = std::min({next, run->next_alarm(), beat_});
  if (next >= armed_) return;
  armed_ = next;
  world_->alarm_at(next);
}

Tick Worker::take_tick() {
  for (const auto& run : runs_) {
    recorder_.counts(run->index()).users_busy = run->busy();
    recorder_.counts(run->index()).queued = run->waiting();
  }
  Tick tick = recorder_.take_tick();
  const WorldCounts world = world_->take_counts();
  tick.connections = world.connections;
  tick.connections_opened = world.opened;
  tick.waited_for_connection = world.waited_for_connection;
  return tick;
}

}  // namespace rushhour::load
