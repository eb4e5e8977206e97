#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/faults/annotations.hpp"
#include "target/faults/ballast.hpp"
#include "target/faults/effects.hpp"

namespace rushhour::faults {

/// The faults of one target, and the annotations that they leave. A fault is announced when it begins and again when it ends; one that has
/// ended leaves the book.
///
/// Thread safety: any thread. `now` is the instant of the process' clock; calls with earlier ones than were seen do no harm.
class FaultBook {
 public:
  /// `seed`: of all that faults leave to chance.
  explicit FaultBook(WallTime wall_at_zero, std::uint64_t seed = 0) : wall_at_zero_(wall_at_zero), seed_(seed) {}

  /// The fault's id; nothing if there are `faults_max`. It begins now, if it was to begin before. REQUIRES: now and begin < end.
  std::optional<std::uint64_t> add(Fault fault, Instant now);

  /// Ends a fault, or cancels one that has not begun. False if there is none of that id.
  bool remove(std::uint64_t id, Instant now);
  void remove_all(Instant now);

  /// Announces what has begun and ended by now, forgets what has ended, and lets leaks grow. TroubledStore's thread calls it while there
  /// are faults; who needs it sooner may.
  void advance(Instant now);

  /// Whether there are any faults: one relaxed load, for the path on which there are none.
  bool any() const noexcept { return any_.load(std::memory_order_relaxed); }

  /// Never null.
  std::shared_ptr<const Faults> snapshot() const;

  /// Shorthands for the hot path: no effects, and no lock, while there are no faults.
  Effects effects_on(const Asked& asked, Instant now) const { return any() ? snapshot()->effects_on(asked, now) : Effects{}; }
  bool matcher_paused(Instant now) const { return any() && snapshot()->matcher_paused(now); }

  Annotations& annotations() noexcept { return annotations_; }
  const Annotations& annotations() const noexcept { return annotations_; }
  WallTime wall(Instant at) const noexcept { return wall_at_zero_ + at; }
  std::uint64_t leaked_bytes() const noexcept { return ballast_.bytes(); }

 private:
  void publish();                                     // with the lock held
  void announce_end(const Fault& fault, Instant at);  // likewise

  const WallTime wall_at_zero_;
  const std::uint64_t seed_;
  Annotations annotations_;
  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;
  std::shared_ptr<const Faults> published_ = std::make_shared<const Faults>();
  std::vector<Fault> faults_;
  std::map<std::uint64_t, std::uint64_t> announced_;  // the annotation of each fault that has begun
  std::uint64_t ids_ = 0;
  std::mutex growing_;
  Ballast ballast_;
};

}  // namespace rushhour::faults
