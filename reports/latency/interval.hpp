#pragma once

#include <map>

#include "reports/foundation/instant.hpp"
#include "reports/latency/histogram.hpp"
#include "reports/latency/series.hpp"

namespace rushhour::latency {

/// What was recorded between two cuts of the log: one histogram per series that had samples. Workers hand these over; the run writer
/// merges those of equal begin and appends them.
struct Interval {
  Instant begin{0};
  Instant length{0};
  std::map<Series, Histogram> series;

  /// Adds every series of `other`, in the time of both. The begin stays; the length becomes the longer of the two.
  void merge(const Interval& other);
};

/// How long an interval that begins at `begin` lasts: 1 s in the first ten minutes of a run, then 10 s, after two hours 60 s.
Instant interval_length(Instant begin) noexcept;

}  // namespace rushhour::latency
