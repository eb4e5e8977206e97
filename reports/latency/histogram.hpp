#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace rushhour::latency {

/// How a histogram cuts its range into buckets; HdrHistogram's own three parameters.
struct Layout {
  std::int64_t lowest = 1;                        ///< smallest value told apart from zero; at least 1
  std::int64_t highest = 24 * 3'600'000'000'000;  ///< largest value kept as it is (24 h in ns); larger ones count as this one
  int digits = 3;                                 ///< significant decimal digits, 1 to 5

  bool operator==(const Layout&) const = default;
};

/// A high dynamic range histogram of nanoseconds (G. Tene, HdrHistogram): every value up to `highest` is kept to `digits` significant
/// digits, so percentiles of merged histograms are those of all samples, to that precision.
///
/// Counts live in pages that are allocated on first touch: a series that spans a few octaves costs a few KB instead of 300.
///
/// Thread safety: none; each worker owns its own, and they are merged afterwards.
class Histogram {
 public:
  explicit Histogram(const Layout& layout = {});
  Histogram(const Histogram&);
  Histogram& operator=(const Histogram&);
  Histogram(Histogram&&) noexcept;
  Histogram& operator=(Histogram&&) noexcept;
  ~Histogram();

  /// Adds `times` samples of `value`. A negative value counts as zero, one above `highest` as `highest`: nothing is dropped.
  void record(std::int64_t value, std::uint64_t times = 1);

  /// Adds every sample of `other`; equal layouts add bucket by bucket, others by value.
  void merge(const Histogram& other);

  /// Forgets all samples and keeps the pages.
  void reset() noexcept;

  const Layout& layout() const noexcept;
  std::uint64_t count() const noexcept;
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

  /// Calls `visit(lowest, highest, count)` for each bucket that holds samples, in rising order; both ends belong to the bucket.
  template <class Visit>
  void each_bucket(Visit&& visit) const;

 private:
  // Filled in by the implementation.
};

}  // namespace rushhour::latency
