#include "sim/load/plan.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace rushhour::load {
namespace {

nlohmann::json to_json(const std::vector<Tag>& tags) {
  nlohmann::json json = nlohmann::json::object();
  for (const Tag& tag : tags) json[tag.name] = tag.value;
  return json;
}

nlohmann::json stages_of(const Scenario& scenario) {
  const auto [from, to] = scenario.open() ? std::pair("rate_begin", "rate_end") : std::pair("users_begin", "users_end");
  nlohmann::json stages = nlohmann::json::array();
  for (const Stage& stage : scenario.stages) stages.push_back({{"length_ns", stage.length.count()}, {from, stage.from}, {to, stage.to}});
  return stages;
}

nlohmann::json to_json(const Scenario& scenario) {
  nlohmann::json json{{"name", scenario.name},
                      {"executor", to_string(scenario.executor)},
                      {"exec", scenario.exec},
                      {"start_ns", scenario.start_time.count()},
                      {"length_ns", scenario.length().count()},
                      {"graceful_stop_ns", scenario.graceful_stop.count()}};
  if (!scenario.stages.empty()) json["stages"] = stages_of(scenario);
  if (!scenario.tags.empty()) json["tags"] = to_json(scenario.tags);
  if (!scenario.env.empty()) json["env"] = scenario.env;
  if (!scenario.open()) {
    json["vus"] = scenario.max_vus;
    if (scenario.iterations > 0) json["iterations"] = scenario.iterations;
    if (scenario.pace > Instant(0)) json["pace_ns"] = scenario.pace.count();
    if (scenario.executor == Executor::ramping_vus) json["graceful_ramp_down_ns"] = scenario.graceful_ramp_down.count();
    return json;
  }
  json["arrivals"] = scenario.spacing == Spacing::uniform ? "uniform" : "poisson";
  json["max_vus"] = scenario.max_vus;
  json["on_limit"] = scenario.on_limit == OnLimit::queue ? "queue" : "drop";
  json["max_queue"] = scenario.max_queue;
  json["max_wait_ns"] = scenario.max_wait.count();
  return json;
}

nlohmann::json to_json(const ThresholdText& threshold) {
  nlohmann::json json{{"metric", threshold.metric}, {"expression", threshold.expression}};
  if (threshold.over > Instant(0)) json["over_ns"] = threshold.over.count();
  if (threshold.hold > Instant(0)) json["for_ns"] = threshold.hold.count();
  if (threshold.abort_on_fail) json["abort_on_fail"] = true;
  if (threshold.delay_abort_eval > Instant(0)) json["delay_abort_eval_ns"] = threshold.delay_abort_eval.count();
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
  for (const Scenario& scenario : scenarios) longest = std::max(longest, scenario.end());
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
    case Executor::ramping_vus:
      return "ramping-vus";
    case Executor::per_vu_iterations:
      return "per-vu-iterations";
    case Executor::shared_iterations:
      return "shared-iterations";
  }
  return "unknown";
}

nlohmann::json to_json(const Plan& plan) {
  nlohmann::json json{{"warmup_ns", plan.warmup.count()}, {"length_ns", plan.length().count()}, {"http", to_json(plan.http)}};
  json["scenarios"] = nlohmann::json::array();
  for (const Scenario& scenario : plan.scenarios) json["scenarios"].push_back(to_json(scenario));
  json["thresholds"] = nlohmann::json::array();
  for (const ThresholdText& threshold : plan.thresholds) json["thresholds"].push_back(to_json(threshold));
  json["limits"] = {{"script_ns", plan.limits.script.count()}, {"memory_bytes", plan.limits.memory}};
  if (!plan.series_tags.empty()) json["series_tags"] = plan.series_tags;
  if (!plan.tags.empty()) json["tags"] = to_json(plan.tags);
  return json;
}

}  // namespace rushhour::load
