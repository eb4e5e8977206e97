#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/runs/summary.hpp"

namespace rushhour::verdicts {

/// A limit on a figure, as the script states it: metric with selectors, and an expression.
struct Threshold {
  std::string metric;      ///< as written: response_time{step:place order}
  std::string expression;  ///< as written: p(99) < 250ms

  enum class Metric { response_time, service_time, checks, errors, requests, iterations, dropped } kind;
  std::string scenario, step, check;   ///< selectors, empty for all
  std::optional<bool> ok;              ///< selector outcome
  enum class Aggregate { count, rate, avg, min, max, percentile } aggregate;
  double percentile = 0;               ///< 0 to 100, for Aggregate::percentile
  enum class Comparison { less, less_equal, greater, greater_equal, equal } comparison;
  double limit = 0;                    ///< ns for times, a share for rates of checks and errors, per second for rates of counts
};

/// Throws UserError (Exit::settings) that names the metric and the expression, and the nearest name, if either is not understood.
Threshold parse_threshold(std::string_view metric, std::string_view expression);

struct ThresholdResult {
  Threshold threshold;
  enum class State { passed, failed, unsupported, no_data } state;
  double observed = 0;          ///< in the unit of the limit
  bool at_least = false;        ///< the observed value is a lower bound
  std::uint64_t samples = 0;    ///< how many samples it rests on
  std::uint64_t samples_needed = 0;  ///< for a percentile: ten beyond it
  bool passed() const noexcept { return state == State::passed; }
  double margin() const noexcept;  ///< (limit - observed) / limit towards the good side; negative when failed
};

/// Judges at the end of a run. A threshold that saw no data fails, and so does a percentile without ten samples beyond it. A lower bound
/// fails a "less than" only when it is itself beyond the limit, but passes none: "at least 90 ms" is no proof of "< 100 ms".
ThresholdResult judge(const Threshold& threshold, const runs::Summary& summary);

/// For people: a limit or an observed value with its unit.
std::string format_figure(const Threshold& threshold, double value);

}  // namespace rushhour::verdicts
