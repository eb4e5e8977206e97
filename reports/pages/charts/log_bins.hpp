#pragma once

#include <cstdint>
#include <vector>

#include "reports/latency/histogram.hpp"

namespace rushhour::pages {

/// Counts of samples in bins that are equally wide on a log axis: bin i holds what is at least 10^(i/n) ns and below 10^((i+1)/n) ns, n
/// bins a decade. A sample of less than 1 ns counts as 1 ns.
struct LogBins {
  std::size_t a_decade = 1;
  std::size_t first = 0;                ///< number of the bin that counts[0] is of
  std::vector<std::uint64_t> counts{};  ///< neither the first nor the last is zero

  std::size_t end() const noexcept { return first + counts.size(); }

  /// Of the bin of that number; zero outside.
  std::uint64_t at(std::size_t bin) const noexcept { return bin >= first && bin < end() ? counts[bin - first] : 0; }

  /// The low end of the bin of that number, in ns.
  double low_of(std::size_t bin) const noexcept;
};

/// A bucket of the histogram goes to the bin of its middle.
LogBins log_bins(const latency::Histogram& histogram, std::size_t bins_a_decade);

/// A hump of a distribution.
struct Mode {
  std::int64_t ns = 0;  ///< the median of those about its peak
  double share = 0;     ///< of all samples
};

/// The humps, by rising time. Two are told apart where the counts between them (smoothed, on a log axis) fall below half of the lower one's
/// and by more than chance would have it; what holds less than a fiftieth of the samples is none. Nothing of an empty histogram.
std::vector<Mode> modes_of(const latency::Histogram& histogram);

}  // namespace rushhour::pages
