#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// A metric as k6 has it at the end of a test; docs/outputs.md says which of our figures each is.
struct K6Metric {
  std::string name;                                        ///< "http_req_duration", or with selectors "http_req_duration{step:pay}"
  std::string_view type;                                   ///< counter, gauge, rate or trend
  std::string_view contains;                               ///< default, time or data
  nlohmann::ordered_json values;                           ///< by k6's names; times in milliseconds
  std::vector<std::pair<std::string, bool>> thresholds{};  ///< expression, and whether it was kept
};

/// What a trend has in k6's summaries of ours: k6's six, and what rushhour shows besides.
inline constexpr std::string_view k6_trend_stats[] = {"avg", "min", "med", "max", "p(90)", "p(95)", "p(99)", "p(99.9)"};

/// In k6's names and units. k6 knows neither samples that are too few for a percentile nor lower bounds, so that here every percentile has
/// its number; whether the measurement is valid is a metric of its own, with a threshold.
std::vector<K6Metric> k6_metrics(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// The checks as k6 has them in its root group: {name, path, id, passes, fails}.
std::vector<nlohmann::ordered_json> k6_checks(const verdicts::Conclusion& conclusion);

/// What k6 names a group or check by: here of its path, 32 hexadecimal digits.
std::string k6_id(std::string_view path);

}  // namespace rushhour::outputs
