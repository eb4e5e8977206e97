#include "sim/load/plan.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rushhour::load {
namespace {

nlohmann::json to_json(const Scenario& scenario) {
  nlohmann::json json{{"name", scenario.name},
                      {"executor", to_string(scenario.executor)},
                      {"exec", scenario.exec},
                      {"length_ns", scenario.length().count()},
                      {"graceful_stop_ns", scenario.graceful_stop.count()}};
  if (!scenario.open()) {
    json["vus"] = scenario.max_vus;
    return json;
  }
  json["arrivals"] = scenario.spacing == Spacing::uniform ? "uniform" : "poisson";
  json["max_vus"] = scenario.max_vus;
  json["on_limit"] = scenario.on_limit == OnLimit::queue ? "queue" : "drop";
  json["max_queue"] = scenario.max_queue;
  json["max_wait_ns"] = scenario.max_wait.count();
  json["stages"] = nlohmann::json::array();
  for (const Stage& stage : scenario.stages)
    json["stages"].push_back({{"length_ns", stage.length.count()}, {"rate_begin", stage.rate_begin}, {"rate_end", stage.rate_end}});
  return json;
}

}  // namespace

Instant Scenario::length() const noexcept {
  Instant total = duration;
  for (const Stage& stage : stages) total += stage.length;
  return total;
}

Instant Plan::length() const noexcept {
  Instant longest{0};
  for (const Scenario& scenario : scenarios) longest = std::max(longest, scenario.length());
  return longest;
}

std::string_view to_string(Executor executor) noexcept {
  switch (executor) {
    case Executor::constant_arrival_rate:
      return "constant-arrival-rate";
    case Executor::ramping_arrival_rate:
      return "ramping-arrival-rate";
    case Executor::constant_vus:
      return "constant-vus";
  }
  return "unknown";
}

nlohmann::json to_json(const Plan& plan) {
  nlohmann::json json{{"warmup_ns", plan.warmup.count()}, {"length_ns", plan.length().count()}, {"http", to_json(plan.http)}};
  json["scenarios"] = nlohmann::json::array();
  for (const Scenario& scenario : plan.scenarios) json["scenarios"].push_back(to_json(scenario));
  json["thresholds"] = nlohmann::json::array();
  for (const ThresholdText& threshold : plan.thresholds)
    json["thresholds"].push_back({{"metric", threshold.metric}, {"expression", threshold.expression}});
  return json;
}

}  // namespace rushhour::load
