#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/latency/interval.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::runs {

/// Whether a series holds latencies, phases, parts or sizes of a step.
bool is_of_a_step(const latency::Series& series) noexcept;

/// `visit(series, histogram)` for all that was recorded in the main phase: what is logged each interval, then what each minute.
template <class Visit>
void each_of_main(const RunRecord& record, Visit&& visit) {
  for (const auto* const log : {&record.intervals, &record.minutes})
    for (const latency::Interval& interval : *log)
      for (const auto& [series, histogram] : interval.series)
        if (!series.warmup) visit(series, histogram);
}

/// The scenarios of a run in the plan's order; those that only the log knows behind them.
class ScenarioOrder {
 public:
  /// Throws UserError as summarise() does.
  explicit ScenarioOrder(const RunRecord& record);

  std::size_t rank(const std::string& scenario) { return ranks_.try_emplace(scenario, ranks_.size()).first->second; }

 private:
  std::map<std::string, std::size_t> ranks_;
};

/// Adds up figures by step. Tags tell no steps apart here.
class StepTable {
 public:
  /// REQUIRES: is_of_a_step(series).
  void add(const latency::Series& series, const latency::Histogram& histogram);

  /// By scenario, then as they were met; what never started stands behind the steps that did.
  std::vector<StepFigures> in_order(ScenarioOrder& order) &&;

 private:
  StepFigures& at(const latency::Series& series);

  std::map<std::pair<std::string, std::string>, std::size_t> index_;
  std::vector<StepFigures> steps_;
};

/// Adds what `step` holds to `totals`.
void add_all(StepFigures& totals, const StepFigures& step);
StepFigures sum_of(const std::vector<StepFigures>& steps);

}  // namespace rushhour::runs
