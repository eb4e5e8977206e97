#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

#include "target/faults/effects.hpp"
#include "target/store/fair_queue.hpp"

namespace rushhour::faults {

/// Store operations that faults hold up, as a machine without threads: who waits, for what, and when each may go on.
///
/// 1. An operation waits for a lock on its restaurant, and fails at the lock's timeout.
/// 2. Then it waits for a place in the pool: clients take turns, and each is served in its own order. A place is kept for the pool's hold
/// and what a slow database adds, and
///    the operation may go on at the end of that. Without a pool there are places for all.
/// 3. Places are given by the schedule that an exact clock would give: a turn that comes late lets go at once all that it owes, so a pool
/// of
///    size 1 and hold 0.5 ms serves 2,000 a second however coarse the timer.
/// 4. A store that is lost fails what waits, and what comes.
///
/// One thread at a time.
class StoreGate {
 public:
  /// An operation that may go on, or has failed.
  struct Released {
    std::uint64_t key = 0;
    bool failed = false;
    Instant began{
        0};  ///< when the store would say that it took the operation up: where waiting for a place ends, and a lock or work begins
  };

  explicit StoreGate(std::size_t capacity = 16 * 1024) : capacity_(capacity) {}

  /// Takes an operation; keys are not used twice. False if `capacity` wait already.
  bool enter(const Touched& touched, Instant now);

  /// All that is released by `now`: what fails, then what may go on, in the order of its instants. REQUIRES: `now` never decreases.
  std::vector<Released> turn(const std::shared_ptr<const Faults>& faults, Instant now);

  /// When the next `turn` is due, if nothing comes and no fault is added or taken back until then; `never` if nothing waits.
  Instant due() const noexcept;

  /// Lets all go that waits, as if there were no faults.
  std::vector<Released> open();

  std::size_t waiting() const noexcept { return entered_.size() + locked_.size() + queue_.size() + serving_.size(); }

  /// Operations that are being served: they keep a place of the pool, if there is one.
  std::size_t serving() const noexcept { return serving_.size(); }

 private:
  struct Waiting {
    Touched touched;
    Instant since{0};              // when it came to where it waits now
    Instant deadline{0};           // of a lock
    std::optional<Instant> began;  // if it has waited for a lock: when that began
  };
  struct Serving {
    Touched touched;
    Instant began{0};
    Instant ready{0};
    std::uint64_t number = 0;  // ties go on in the order in which they were started

    bool operator>(const Serving& other) const noexcept { return std::tie(ready, number) > std::tie(other.ready, other.number); }
  };

  void admit(const Faults& faults, Instant now);
  void look_again(const Faults& faults, Instant now);
  void settle_locks(const Faults& faults, Instant now);
  void serve(const Faults& faults, Instant now);
  /// When its time is over.
  Instant start(const Waiting& waiting, const Faults& faults, Instant at, Instant hold);
  void release_ready(const Faults& faults, Instant now);
  void queue_up(const Waiting& waiting) { queue_.push(waiting.touched.client, waiting); }
  void fail(const Waiting& waiting, Instant now);

  const std::size_t capacity_;
  std::deque<Waiting> entered_;  // not looked at yet
  std::deque<Waiting> locked_;
  store::FairQueue<Waiting> queue_;  // for a place in the pool
  std::priority_queue<Serving, std::vector<Serving>, std::greater<>> serving_;
  std::priority_queue<Instant, std::vector<Instant>, std::greater<>> places_;  // when each place that is taken becomes free
  std::vector<Released> released_;
  std::shared_ptr<const Faults> seen_;  // at the last turn
  Instant last_turn_{0};
  Instant last_start_{0};
  Instant next_change_ = never;  // of the faults seen
  Instant locks_due_ = never;
  std::uint64_t started_ = 0;
};

}  // namespace rushhour::faults
