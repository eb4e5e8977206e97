#include "reports/verdicts/threshold_scope.hpp"

#include <nlohmann/json.hpp>

namespace rushhour::verdicts {

using nlohmann::json;

ThresholdScope scope_of(const json& plan) {
  ThresholdScope scope;
  const auto list = [&plan](const char* key) {
    const auto found = plan.find(key);
    return found != plan.end() && found->is_array() ? *found : json::array();
  };
  for (const json& scenario : list("scenarios")) {
    if (!scenario.is_object()) continue;
    scope.scenarios.push_back({scenario.value("name", std::string())});
    Instant begin{scenario.value("start_ns", std::int64_t{0})};
    for (const json& stage : scenario.value("stages", json::array())) {
      const Instant end = begin + Instant(stage.value("length_ns", std::int64_t{0}));
      scope.scenarios.back().stages.push_back({begin, end});
      begin = end;
    }
  }
  for (const json& metric : list("metrics"))
    if (metric.is_object()) scope.metrics[metric.value("name", std::string())] = metric.value("kind", std::string());
  for (const json& tag : list("series_tags"))
    if (tag.is_string()) scope.series_tags.push_back(tag.get<std::string>());
  return scope;
}

}  // namespace rushhour::verdicts
