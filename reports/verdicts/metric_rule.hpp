#pragma once

#include <string_view>

#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {

/// What a threshold may say of a metric. The table of them is the one place that says so; every message is made from it.
struct MetricRule {
  std::string_view name;
  std::string_view alias;  ///< k6's
  Threshold::Metric kind;
  std::string_view aggregates;
  std::string_view selectors;  ///< separated by commas; "tags" stands for the series tags
  std::string_view series;     ///< where it is read from, by kind of series; empty: from ticks
  bool share = false;          ///< its rate is a share, not per second
};

inline constexpr std::string_view of_times = "avg, min, med, max, p(N)";

/// The rule of a threshold whose metric is known.
const MetricRule& rule_of(Threshold::Metric kind) noexcept;

/// Whether `name` is that of a built-in metric, ours or k6's: a script's own must be called otherwise.
bool is_builtin_metric(std::string_view name) noexcept;

/// Reads `threshold.metric`: fills in kind, name, series and selectors. Throws what parse_threshold throws.
void parse_metric(Threshold& threshold, const ThresholdScope& scope);

}  // namespace rushhour::verdicts
