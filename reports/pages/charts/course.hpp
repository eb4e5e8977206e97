#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/latency/interval.hpp"
#include "reports/runs/run_record.hpp"

namespace rushhour::pages {

/// What one step did in one interval.
struct StepPoint {
  std::uint64_t count = 0, errors = 0;
  std::int64_t median_ns = 0;
};

/// One interval of the log, all steps together, warm-up inside.
struct CourseInterval {
  Instant begin{0};
  Instant length{0};
  latency::Histogram times;                                          ///< of the course's kind, every outcome
  latency::Histogram send_lag;                                       ///< of all workers
  latency::Histogram loop_lag;                                       ///< the same
  std::map<std::pair<std::string, std::string>, StepPoint> steps{};  ///< by scenario and step
};

/// A run over time, as its charts want it: one entry an interval, in time order. A live page adds to it as the run goes on.
class Course {
 public:
  /// `kind` of the series whose times are taken: "response", "service".
  explicit Course(std::string kind = "response") : kind_(std::move(kind)) {}

  void add(const latency::Interval& interval);

  /// Merges neighbours into stretches of the grid on which the charts draw a run of this length in `most` points. Of a step's two medians
  /// that of more samples stays.
  void coarsen(std::size_t most);

  const std::string& kind() const noexcept { return kind_; }
  const std::vector<CourseInterval>& intervals() const noexcept { return intervals_; }

  /// The end of the last interval.
  Instant end() const noexcept;

 private:
  std::string kind_;
  std::vector<CourseInterval> intervals_;
};

/// Of a whole record.
Course course_of(const runs::RunRecord& record, std::string kind);

}  // namespace rushhour::pages
