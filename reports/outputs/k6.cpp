#include "reports/outputs/k6.hpp"

#include "reports/foundation/json_text.hpp"
#include "reports/outputs/k6_metrics.hpp"

namespace rushhour::outputs {

using nlohmann::ordered_json;

std::string k6_summary(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  ordered_json metrics = ordered_json::object();
  for (const K6Metric& metric : k6_metrics(record, conclusion)) {
    ordered_json& json = metrics[metric.name];
    json = {{"type", metric.type}, {"contains", metric.contains}, {"values", metric.values}};
    for (const auto& [expression, kept] : metric.thresholds) json["thresholds"][expression] = {{"ok", kept}};
  }
  const ordered_json summary{
      {"root_group", {{"name", ""}, {"path", ""}, {"id", k6_id("")}, {"groups", ordered_json::array()}, {"checks", k6_checks(conclusion)}}},
      {"options", {{"summaryTrendStats", k6_trend_stats}, {"summaryTimeUnit", ""}, {"noColor", true}}},
      {"state", {{"isStdOutTTY", false}, {"isStdErrTTY", false}, {"testRunDurationMs", seconds(conclusion.summary.actual) * 1000}}},
      {"metrics", std::move(metrics)}};
  return shown_json(summary, 2) + '\n';
}

}  // namespace rushhour::outputs
