#pragma once

#include <vector>

#include "reports/verdicts/gathering.hpp"

namespace rushhour::verdicts {

/// By how much a window may be too short: ticks are never exactly a second apart.
inline constexpr Instant window_slack = std::chrono::milliseconds(100);

/// The sum over a window that slides along a run slice by slice: the fewest last slices that together reach its length.
///
/// Histograms can be added but not subtracted, so the slices stand on two stacks. New ones go onto `newer_`, whose sum is kept. When the
/// oldest is to go and `older_` is empty, all of `newer_` moves over, newest first, and each then holds the sum of itself and of what
/// came after it; the oldest lies on top. So a slice is added up about twice, however long the window.
class SlidingSum {
 public:
  explicit SlidingSum(Instant reach) : reach_(reach - window_slack) {}

  /// Adds the next slice and lets go of those that are no longer needed.
  void push(Instant length, Gathering&& what);

  /// Whether the slices reach the window's length.
  bool full() const noexcept { return size_ > 0 && length_ >= reach_; }
  Instant length() const noexcept { return length_; }
  Gathering sum() const;

 private:
  struct Slice {
    Instant length;
    Gathering what;
  };

  Instant oldest() const noexcept { return older_.empty() ? newer_.front().length : older_.back().length; }
  void drop_oldest();

  Instant reach_;
  Instant length_{0};
  std::size_t size_ = 0;
  std::vector<Slice> older_;  // sums
  std::vector<Slice> newer_;
  Gathering newer_sum_;
};

}  // namespace rushhour::verdicts
