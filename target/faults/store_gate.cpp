#include "target/faults/store_gate.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::faults {

bool StoreGate::enter(const Touched& touched, Instant now) {
  if (waiting() >= capacity_) return false;
  entered_.push_back({touched, now, never, std::nullopt});
  return true;
}

std::vector<StoreGate::Released> StoreGate::turn(const std::shared_ptr<const Faults>& faults, Instant now) {
  if (faults != seen_ || now >= next_change_) look_again(*faults, now);
  seen_ = faults;
  next_change_ = faults->next_change(now);
  if (now >= locks_due_) settle_locks(*faults, now);
  admit(*faults, now);
  serve(*faults, now);
  release_ready(*faults, now);
  last_turn_ = now;
  return std::exchange(released_, {});
}

Instant StoreGate::due() const noexcept {
  if (waiting() == 0) return never;
  Instant due = std::min(locks_due_, next_change_);
  if (!entered_.empty()) due = std::min(due, entered_.front().since);
  if (!serving_.empty()) due = std::min(due, serving_.top().ready);
  if (!queue_.empty() && !places_.empty()) due = std::min(due, places_.top());
  return due;
}

std::vector<StoreGate::Released> StoreGate::open() {
  for (; !serving_.empty(); serving_.pop()) released_.push_back({serving_.top().touched.key, false, serving_.top().began});
  const auto release = [this](const Waiting& one) { released_.push_back({one.touched.key, false, one.began.value_or(one.since)}); };
  for (; !queue_.empty(); queue_.pop()) release(queue_.front());
  for (auto* waiting : {&locked_, &entered_}) {
    for (const Waiting& one : *waiting) release(one);
    waiting->clear();
  }
  places_ = {};
  locks_due_ = never;
  return std::exchange(released_, {});
}

void StoreGate::fail(const Waiting& waiting, Instant now) { released_.push_back({waiting.touched.key, true, waiting.began.value_or(now)}); }

// The faults are others than before: a store that is lost by now fails whoever waits, and each lock has to be looked at.
void StoreGate::look_again(const Faults& faults, Instant now) {
  const auto lost = [&](const Waiting& one) {
    const bool gone = faults.store_lost(one.touched, now);
    if (gone) fail(one, now);
    return gone;
  };
  std::erase_if(locked_, lost);
  queue_.remove_if(lost);
  settle_locks(faults, now);
}

void StoreGate::settle_locks(const Faults& faults, Instant now) {
  locks_due_ = never;
  std::deque<Waiting> still;
  for (Waiting& one : locked_) {
    const auto wait = faults.lock_on(one.touched, now);
    if (!wait) {
      one.since = now;
      queue_up(one);
    } else if (now >= one.deadline) {
      fail(one, now);
    } else {
      locks_due_ = std::min({locks_due_, one.deadline, wait->until});
      still.push_back(one);
    }
  }
  locked_ = std::move(still);
}

void StoreGate::admit(const Faults& faults, Instant now) {
  for (Waiting& one : std::exchange(entered_, {})) {
    if (faults.store_lost(one.touched, now)) {
      fail(one, now);
    } else if (const auto wait = faults.lock_on(one.touched, now)) {
      one.deadline = one.since + wait->timeout;
      one.began = one.since;
      locks_due_ = std::min({locks_due_, one.deadline, wait->until});
      locked_.push_back(one);
    } else {
      queue_up(one);
    }
  }
}

// Whoever waited at the last turn was not served before it, whoever came since then not before it came, and nobody before those ahead.
void StoreGate::serve(const Faults& faults, Instant now) {
  const auto pool = faults.pool(now);
  if (!pool) places_ = {};
  while (!queue_.empty()) {
    Instant at = std::max(queue_.front().since, last_start_);
    if (!pool) {
      at = std::max(at, last_turn_);
    } else {
      while (!places_.empty() && (places_.top() <= at || (places_.size() >= pool->size && places_.top() <= now))) {
        at = std::max(at, places_.top());
        places_.pop();
      }
      if (places_.size() >= pool->size) return;
    }
    last_start_ = at;
    const Instant ready = start(queue_.front(), faults, at, pool ? pool->hold : Instant(0));
    if (pool) places_.push(ready);
    queue_.pop();
  }
}

Instant StoreGate::start(const Waiting& waiting, const Faults& faults, Instant at, Instant hold) {
  const Instant ready = at + hold + faults.slowness(waiting.touched, at);
  serving_.push({waiting.touched, waiting.began.value_or(at), ready, started_++});
  return ready;
}

void StoreGate::release_ready(const Faults& faults, Instant now) {
  for (; !serving_.empty() && serving_.top().ready <= now; serving_.pop()) {
    const Serving& ready = serving_.top();
    released_.push_back({ready.touched.key, faults.store_lost(ready.touched, now), ready.began});
  }
}

}  // namespace rushhour::faults
