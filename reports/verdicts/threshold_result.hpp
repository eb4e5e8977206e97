#pragma once

#include <cstdint>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {

/// What became of a threshold at the end of a run.
struct ThresholdResult {
  Threshold threshold;
  enum class State {
    passed,
    failed,
    unsupported,  ///< the figure cannot carry a verdict: too few samples beyond the percentile, or only a lower bound on the good side
    no_data,      ///< nothing matched the metric
  } state = State::no_data;
  double observed = 0;               ///< in the unit of the limit
  bool at_least = false;             ///< the observed value is a lower bound
  std::uint64_t samples = 0;         ///< how many samples it rests on
  std::uint64_t samples_needed = 0;  ///< for a percentile: enough for ten beyond it

  bool passed() const noexcept { return state == State::passed; }

  /// Whether `observed` is a figure that may be shown.
  bool has_figure() const noexcept;

  /// The distance to the limit as a share of it, towards the good side; negative on the bad one. NaN without a figure or with a limit of
  /// zero.
  double margin() const noexcept;
};

/// Judges at the end of a run, on its main phase. A threshold that saw no data fails, and so does a percentile without ten samples beyond
/// it. A lower bound fails a "less than" only when it is itself beyond the limit, but passes none: "at least 90 ms" is no proof of
/// "< 100 ms". Times with the selector `outcome` are merged from the record's intervals, all other figures are those of `summary`.
ThresholdResult judge(const Threshold& threshold, const runs::RunRecord& record, const runs::Summary& summary);

/// "passed", "failed", "unsupported" or "no_data", as run.json says it.
std::string_view to_string(ThresholdResult::State state) noexcept;

}  // namespace rushhour::verdicts
