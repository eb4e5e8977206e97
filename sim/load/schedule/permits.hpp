#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::load {

/// How many users of a scenario may be busy at once, as one number for all workers. Workers share nothing else.
///
/// A worker whose arrival finds no permit queues it and says so with want(); whoever releases a permit then nudges one such worker. The
/// order of flag and retry on one side, and of release and look on the other, is sequentially consistent, so no wake-up is lost.
///
/// Any thread.
class Permits {
 public:
  Permits(std::uint64_t limit, std::size_t workers);

  /// How a waiting worker is woken: `nudge(worker)`. Set before the run begins; called on the releasing worker's thread.
  std::function<void(std::size_t worker)> nudge;

  bool acquire() noexcept;

  /// Gives one back and wakes a worker that waits, if any does.
  void release(Instant now) noexcept;

  /// This worker has arrivals waiting (or no more).
  void want(std::size_t worker, bool waiting) noexcept { waiting_[worker].store(waiting); }

  /// Since when a permit has been lying idle; Instant::max() if none is.
  Instant idle_since() const noexcept { return Instant(idle_since_ns_.load()); }

  std::uint64_t busy() const noexcept { return limit_ - free_.load(); }
  std::uint64_t limit() const noexcept { return limit_; }

 private:
  std::uint64_t limit_;
  std::atomic<std::uint64_t> free_;
  std::atomic<std::int64_t> idle_since_ns_;
  std::vector<std::atomic<bool>> waiting_;
};

}  // namespace rushhour::load
