#pragma once

#include <deque>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/threshold_trial.hpp"

namespace rushhour::verdicts {

/// All thresholds of a run, fed with what its record holds: while the run goes on, with what was just written, and afterwards from the
/// record. Both say the same. One thread.
class ThresholdWatch {
 public:
  /// `plan`: as in run.json. Throws what read_thresholds throws.
  explicit ThresholdWatch(const nlohmann::json& plan);

  /// Lines of counters.jsonl, intervals and minutes, each of the three in the order of time.
  void tick(const nlohmann::json& tick);
  void interval(const latency::Interval& interval);
  void minute(const latency::Interval& minute);

  /// What was crossed since the last call.
  std::vector<Crossing> take_crossings();

  /// What does not hold now, at `at`; that it was crossed before, or will not be in the end, is another matter.
  std::vector<ThresholdResult> crossed_now(Instant at) const;

  /// `length`: what rates per second are taken over, warm-up inside.
  std::vector<ThresholdResult> results(Instant length) const;

 private:
  void add(Source source, const latency::Interval& interval);
  void note(std::optional<Crossing>&& crossing);

  std::deque<ThresholdTrial> trials_;
  Instant tick_end_{0}, interval_end_{0};
  std::vector<Crossing> crossings_;
};

/// Judges every threshold of the record's plan on the main phase.
std::vector<ThresholdResult> judge_thresholds(const runs::RunRecord& record, const runs::Summary& summary);

/// The same by a watch that was fed as the run went on, with a record whose intervals are no longer those that it saw.
std::vector<ThresholdResult> judge_thresholds(const runs::RunRecord& record, const runs::Summary& summary, const ThresholdWatch& watch);

}  // namespace rushhour::verdicts
