#pragma once

#include <vector>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/beside/steering.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/threshold_result.hpp"
#include "reports/verdicts/validity.hpp"

namespace rushhour::verdicts {

class ThresholdWatch;

/// Everything that is said about a run, from its record alone.
struct Conclusion {
  runs::Summary summary;
  std::vector<ThresholdResult> thresholds;
  std::vector<double> percentiles;  ///< those shown of every latency, rising: 50, 90, 99, 99.9 and what a threshold uses
  Validity validity;
  std::vector<runs::SteeringAct> steered;  ///< what a person did to it by hand
  bool interrupted = false;                ///< by a signal or by hand, or unfinished
  bool cut_short = false;                  ///< it was not its plan that ended it
  Exit exit = Exit::passed;

  bool thresholds_passed() const noexcept;
};

/// The exit code: script (107), interrupted (105), aborted (108), invalid (98), thresholds (99), in this order of precedence. What ended
/// the run is read from meta["ended_by"]: "plan", "interrupt", "steered", "abort" or "script"; a run without an end counts as interrupted.
/// Throws UserError if a threshold in the record's plan is not one.
Conclusion conclude(const runs::RunRecord& record);

/// The same with thresholds as `watch` has them, which saw the run go on while the record merged what is past.
Conclusion conclude(const runs::RunRecord& record, const ThresholdWatch& watch);

/// `meta` with what scripts may rely on: verdict, load, totals, steps, errors, checks, thresholds, generator, warnings, ended_ns
/// (docs/formats.md).
nlohmann::json with_conclusion(nlohmann::json meta, const Conclusion& conclusion);

}  // namespace rushhour::verdicts
