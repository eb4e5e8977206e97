#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "reports/pages/charts/course.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"
#include "reports/verdicts/threshold_watch.hpp"

namespace rushhour::pages {

struct PlacedTick;

/// What a growing record keeps at most.
struct GrowingLimits {
  std::size_t ticks = 1200;      ///< beyond it neighbours are merged
  std::size_t stretches = 1200;  ///< of the course; beyond it neighbours are merged
  std::size_t events = 5000;     ///< later ones are left out
  std::size_t slowest = 20;      ///< requests of each step
};

/// The record of a run that goes on, fed with what its directory gets, in a memory that does not grow with its length: a summary made of it
/// is that of the directory read whole at the same moment, and takes as long in the second day as in the first minute.
///   1. Intervals are merged into one for each combination of stages; no series is lost, so all figures but those over time are exact.
///   2. Beyond a limit ticks are merged with their neighbours, never across the end of a stage or of the warm-up (tick_merge.hpp).
///   3. Minutes are one.
///   4. What is judged or drawn over time has eyes of its own, which see each interval once: a ThresholdWatch, and a Course that merges
///      neighbours beyond a limit.
/// One thread.
class GrowingRecord {
 public:
  /// `meta`: run.json as it stands.
  explicit GrowingRecord(nlohmann::json meta, GrowingLimits limits = {});

  void tick(nlohmann::json line);

  /// An interval, or what is logged once a minute; with instants as the log keeps them, in milliseconds.
  void interval(latency::Interval interval);
  void event(nlohmann::json event);
  void slow_request(runs::SlowRequest request);
  void telemetry(const nlohmann::json& line) { record_.telemetry.add(line); }

  /// The run is over, and `rest` is what its directory says besides what was told.
  void finish(runs::RunRecord&& rest);

  const runs::RunRecord& record() const& noexcept { return record_; }
  const Course& course() const& noexcept { return course_; }

  /// Gives them away: nothing more may be told or asked.
  runs::RunRecord&& record() && noexcept { return std::move(record_); }
  Course&& course() && noexcept { return std::move(course_); }

  /// What has been recorded lately: the last interval that came.
  const latency::Interval& latest() const noexcept { return latest_; }

  /// What is to be said so far. Throws UserError as verdicts::conclude() does.
  verdicts::Conclusion conclude() const { return verdicts::conclude(record_, watch_); }

 private:
  using Place = std::vector<std::size_t>;  // whether it is warm-up, then by scenario the number of its stage

  Place place_of(Instant middle) const;
  void merge_ticks();
  bool belong_together(const PlacedTick& a, const PlacedTick& b, Instant width) const;

  GrowingLimits limits_;
  runs::RunRecord record_;
  verdicts::ThresholdWatch watch_;
  Course course_;
  latency::Interval latest_;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> slowest_of_;  // by scenario and step, places in the record's list
  std::vector<std::vector<Instant>> stage_ends_;  // of each scenario with several stages, its begin first
  Instant warmup_{0};
};

}  // namespace rushhour::pages
