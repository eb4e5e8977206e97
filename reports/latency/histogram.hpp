#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reports/latency/buckets.hpp"

namespace rushhour::latency {

/// The rank of quantile `q` among `n` samples, ceil(q n), at least 1 and at most n. A product that is whole but for the rounding of
/// binary fractions counts as whole: 0.07 of 100 is the 7th, not the 8th. REQUIRES: n > 0.
std::uint64_t quantile_rank(double q, std::uint64_t n) noexcept;

/// How many samples a bucket holds, by its number (Buckets).
struct BucketCount {
  std::uint32_t index;
  std::uint64_t count;
};

/// A high dynamic range histogram of nanoseconds (G. Tene, HdrHistogram): every value up to `highest` is kept to `digits` significant
/// digits, so percentiles of merged histograms are those of all samples, to that precision.
///
/// Memory follows what was recorded (histogram.cpp says how): an empty histogram owns none, a hundred samples cost a few KB, a dense
/// series 4 KB an octave.
///
/// Thread safety: none; each worker owns its own, and they are merged afterwards.
class Histogram {
 public:
  Histogram() : Histogram(Layout{}) {}
  /// Throws std::invalid_argument if `layout` is not sound (buckets.hpp).
  explicit Histogram(const Layout& layout) : buckets_(layout) {}
  Histogram(const Histogram&) = default;
  Histogram& operator=(const Histogram&) = default;
  /// The histogram that holds these counts, in as little memory as it can. REQUIRES: numbers of buckets rise and fit the layout, no count
  /// is zero, and all together are below 2^63.
  Histogram(const Layout& layout, std::span<const BucketCount> counts);
  /// What was moved from is empty and as good as new.
  Histogram(Histogram&& other) noexcept;
  Histogram& operator=(Histogram&& other) noexcept;
  ~Histogram() = default;

  /// Adds `times` samples of `value`. A negative value counts as zero, one above `highest` as `highest`: nothing is dropped.
  void record(std::int64_t value, std::uint64_t times = 1) { record_at(buckets_.index_of(value), times); }

  /// Adds `times` samples to the bucket of that number (Buckets). REQUIRES: index < buckets().size().
  void record_at(std::size_t index, std::uint64_t times) {
    const std::size_t at = index - first_;  // below the window it wraps to something huge
    if (at >= width_ || times > most - window_[at]) [[unlikely]]
      return record_stray(index, times);
    window_[at] += static_cast<std::uint32_t>(times);
    total_ += times;
  }

  /// Adds every sample of `other`. Equal layouts add bucket by bucket; from others each bucket comes as its lowest value, as in
  /// HdrHistogram's own sums, so that a sum of foreign logs says what their tools say.
  void merge(const Histogram& other);

  /// Forgets all samples and keeps the memory, so that the next interval records without allocating.
  void reset() noexcept;

  const Layout& layout() const noexcept { return buckets_.layout(); }
  const Buckets& buckets() const noexcept { return buckets_; }
  std::uint64_t count() const noexcept { return total_; }
  bool empty() const noexcept { return count() == 0; }

  /// The value at rank ceil(q n), at least 1, as the highest value equivalent to its bucket; 0 when empty. q in [0, 1].
  std::int64_t quantile(double q) const noexcept;

  /// Of the buckets, not of the samples, so that a report made from the log alone says the same: mean of medians of buckets,
  /// highest equivalent of the last, lowest equivalent of the first. 0 when empty.
  double mean() const noexcept;
  std::int64_t max() const noexcept;
  std::int64_t min() const noexcept;

  /// Samples whose bucket lies wholly above that of `value`.
  std::uint64_t count_above(std::int64_t value) const noexcept;

  /// Bytes on the heap.
  std::size_t memory() const noexcept { return window_.capacity() * sizeof(window_[0]) + strays_.capacity() * sizeof(strays_[0]); }

  /// Calls `visit(lowest, highest, count)` for each bucket that holds samples, in rising order; both ends belong to the bucket.
  template <class Visit>
  void each_bucket(Visit&& visit) const {
    each_count([&](std::size_t index, std::uint64_t count) { visit(buckets_.lowest_of(index), buckets_.highest_of(index), count); });
  }

  /// The same by number of bucket (Buckets): `visit(index, count)`.
  template <class Visit>
  void each_count(Visit&& visit) const {
    auto stray = strays_.begin();
    for (; stray != strays_.end() && stray->index < first_; ++stray) visit(std::size_t{stray->index}, stray->count);
    for (std::size_t at = 0; at < width_; ++at) {
      std::uint64_t count = window_[at];
      if (stray != strays_.end() && stray->index == first_ + at) count += (stray++)->count;
      if (count != 0) visit(first_ + at, count);
    }
    for (; stray != strays_.end(); ++stray) visit(std::size_t{stray->index}, stray->count);
  }

 private:
  static constexpr std::uint64_t most = ~std::uint32_t{0};

  void record_stray(std::size_t index, std::uint64_t times);
  void settle();
  void stretch(std::size_t begin, std::size_t end);

  // What record() touches stands first and fits one cache line: with hundreds of series that is half of what a record costs.
  alignas(64) Buckets buckets_;
  std::uint32_t first_ = 0;  // the window holds buckets first_ to first_ + width_ - 1
  std::uint32_t width_ = 0;
  std::uint64_t total_ = 0;
  std::vector<std::uint32_t> window_;
  std::vector<BucketCount> strays_;        // by index; none is zero
  std::size_t patience_ = least_patience;  // recordings of strays until the window is looked at again
  static constexpr std::size_t least_patience = 32;
};

}  // namespace rushhour::latency
