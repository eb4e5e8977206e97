#include "sim/load/play/open_run.hpp"

#include <algorithm>

namespace rushhour::load {
namespace {

// An arrival that waits beside an idle user for longer than this is the generator's fault, not the target's.
constexpr Instant idle_grace = std::chrono::milliseconds(1);

}  // namespace

OpenRun::OpenRun(const Scenario& scenario, std::size_t index, Pool& pool, Players& players, Recorder& recorder, std::uint64_t seed,
                 Stripe stripe)
    : ScenarioRun(scenario, index, pool, players, recorder, stripe),
      profile_(scenario.stages),
      arrivals_(profile_, scenario.spacing, seed, scenario.name, stripe.index, stripe.count) {
  look_ahead();
}

void OpenRun::look_ahead() {
  next_ = arrivals_.peek();
  if (next_) next_->due += scenario_->start_time;
}

void OpenRun::take_next() {
  arrivals_.pop();
  look_ahead();
}

Instant OpenRun::next_alarm() const noexcept {
  if (in_hand_ > 0) return Instant(0);  // more wait than one burst may start
  const Instant next = may_scale_ ? std::min(next_arrival(), scenario_->end()) : next_arrival();
  return busy_ > 0 || !waiting_.empty() ? std::min(next, last_) : next;
}

void OpenRun::arrive(Instant now) {
  const Arrival arrival = *next_;
  take_next();
  ++counts().offered;
  if (waiting_.empty() && pool_->permits.acquire()) return begin(arrival, arrival.due, now);
  ++counts().waited_for_user;
  if (scenario_->on_limit == OnLimit::drop || waiting_.size() * stripe_.count >= scenario_->max_queue) {
    ++counts().dropped;
    return;
  }
  waiting_.push_back(arrival);
  // Said before the retry: whoever releases a permit in between sees either the permit taken or this worker waiting.
  pool_->permits.want(stripe_.index, true);
  serve_waiting(now);
}

void OpenRun::scale(const Scaling& scaling, Instant) {
  if (!may_scale_) return;
  arrivals_.scale({scaling.at - scenario_->start_time, scaling.factor});
  look_ahead();
}

void OpenRun::serve_waiting(Instant now) {
  if (now >= scenario_->end()) may_scale_ = false;
  while (!waiting_.empty() && now - waiting_.front().due > scenario_->max_wait) {
    recorder_->not_started(index_, waiting_.front().due, now);
    ++counts().censored;
    waiting_.pop_front();
  }
  for (int i = 0; i < burst && !waiting_.empty(); ++i) {
    Instant free_since = in_hand_since_;
    if (in_hand_ > 0) {
      --in_hand_;
    } else {
      free_since = pool_->permits.idle_since();
      if (!pool_->permits.acquire()) break;
      if (free_since < now - idle_grace && waiting_.front().due < now - idle_grace) ++counts().waited_beside_idle;
    }
    const Arrival arrival = waiting_.front();
    waiting_.pop_front();
    begin(arrival, std::max(arrival.due, std::min(free_since, now)), now);
  }
  if (waiting_.empty()) give_back_in_hand(now);
}

void OpenRun::give_back_in_hand(Instant now) {
  pool_->permits.want(stripe_.index, false);
  for (; in_hand_ > 0; --in_hand_) pool_->permits.release(now);
}

// REQUIRES: a permit was acquired.
void OpenRun::begin(const Arrival& arrival, Instant ready, Instant now) {
  ++busy_;
  if (idle_.empty())
    return players_->begin(players_->make(*this, stripe_.index + stripe_.count * users_++), arrival.number, arrival.due, ready, now);
  const UserId user = idle_.back();  // the one that was busy last: its connection is the likeliest to be alive
  idle_.pop_back();
  players_->begin(user, arrival.number, arrival.due, ready, now);
}

// The user is free again. Its permit goes to an arrival that waits here, or back to the pool.
void OpenRun::on_over(UserId user, bool, Instant now) {
  Slot& slot = (*players_)[user];
  slot.state = Slot::State::idle;
  --busy_;
  idle_.push_back(user);
  if (waiting_.empty()) return pool_->permits.release(now);
  ++in_hand_;
  in_hand_since_ = slot.logical;
}

void OpenRun::stop(Instant now) {
  players_->tell_stop(index_);
  be_over_at(now + scenario_->graceful_stop);
  censor_waiting(now);
}

void OpenRun::cut_off(Instant now) {
  censor_waiting(now);
  for (UserId user = 0; user < players_->size(); ++user) {
    const Slot& slot = (*players_)[user];
    if (slot.run != this || !slot.plays()) continue;
    players_->cut_off(user, now);
    --busy_;
    pool_->permits.release(now);
  }
}

// No arrival will start any more. Those that are due count as offered even if the loop was too late to play them.
void OpenRun::censor_waiting(Instant now) {
  for (; next_ && next_->due <= now; take_next()) {
    ++counts().offered;
    waiting_.push_back(*next_);
  }
  next_.reset();
  may_scale_ = false;
  for (const Arrival& arrival : waiting_) recorder_->not_started(index_, arrival.due, now);
  counts().censored += waiting_.size();
  waiting_.clear();
  give_back_in_hand(now);
}

}  // namespace rushhour::load
