#include "sim/commands/settings/shown_config.hpp"

#include <algorithm>
#include <optional>

#include "reports/foundation/user_error.hpp"

namespace rushhour::sim {
namespace {

using nlohmann::json;

json tags_of(const std::vector<load::Tag>& tags) {
  json object = json::object();
  for (const load::Tag& tag : tags) object[tag.name] = tag.value;
  return object;
}

json stages_of(const load::Scenario& scenario) {
  json stages = json::array();
  for (const load::Stage& stage : scenario.stages) stages.push_back({seconds(stage.length), stage.to});
  return stages;
}

void add_load(const load::Scenario& scenario, json& keys) {
  using load::Executor;
  const bool ramps = scenario.executor == Executor::ramping_arrival_rate || scenario.executor == Executor::ramping_vus;
  if (ramps) keys["stages"] = stages_of(scenario);
  if (scenario.open()) {
    const double first = scenario.stages.empty() ? 0 : scenario.stages.front().from;
    keys[ramps ? "start_rate" : "rate"] = first;
    if (!ramps) keys["duration"] = seconds(scenario.length());
    keys["max_vus"] = scenario.max_vus;
    keys["arrivals"] = scenario.spacing == load::Spacing::uniform ? "uniform" : "poisson";
    keys["on_limit"] = scenario.on_limit == load::OnLimit::queue ? "queue" : "drop";
    keys["max_queue"] = scenario.max_queue;
    keys["max_wait"] = seconds(scenario.max_wait);
    return;
  }
  keys["pace"] = seconds(scenario.pace);
  if (ramps) {
    keys["start_vus"] = scenario.stages.empty() ? 0 : scenario.stages.front().from;
    keys["graceful_ramp_down"] = seconds(scenario.graceful_ramp_down);
    return;
  }
  keys["vus"] = scenario.max_vus;
  const bool counted = scenario.executor != Executor::constant_vus;
  if (counted) keys["iterations"] = scenario.iterations;
  keys[counted ? "max_duration" : "duration"] = seconds(scenario.duration);
}

/// A scenario in the keys of the options.
json keys_of(const load::Scenario& scenario) {
  json keys{
      {"executor", to_string(scenario.executor)},         {"exec", scenario.exec},          {"start_time", seconds(scenario.start_time)},
      {"graceful_stop", seconds(scenario.graceful_stop)}, {"tags", tags_of(scenario.tags)}, {"env", scenario.env}};
  add_load(scenario, keys);
  return keys;
}

json keys_of(const load::Plan& plan) {
  json keys{{"warmup", seconds(plan.warmup)}, {"tags", tags_of(plan.tags)}, {"series_tags", plan.series_tags}};
  for (const load::Scenario& scenario : plan.scenarios) keys["scenarios." + scenario.name] = keys_of(scenario);
  return keys;
}

// What stands in short in the options stands there under other paths than that of its scenario.
bool is_stated(const std::set<std::string>& stated, const std::string& path) {
  constexpr std::string_view short_form = "scenarios.default.";
  if (stated.contains(path)) return true;
  return path.starts_with(short_form) && !stated.contains("scenarios") && stated.contains(path.substr(short_form.size()));
}

/// {key: {value, source}} for each key of `now`; what differs from `before` came by `changed_by`.
json with_sources(const json& now, const json& before, const std::string& prefix, const std::set<std::string>& stated,
                  const std::string& changed_by) {
  json out = json::object();
  for (const auto& [key, value] : now.items()) {
    if (key.starts_with("scenarios.")) {
      out["scenarios"][key.substr(10)] = with_sources(value, before.value(key, json::object()), key + ".", stated, changed_by);
      continue;
    }
    // Where the script has no load of its own there is nothing before; then what belongs to no scenario is as it always was.
    const bool changed = before.contains(key) ? before.at(key) != value : !prefix.empty();
    out[key] = {{"value", value}, {"source", changed ? changed_by : is_stated(stated, prefix + key) ? "script" : "default"}};
  }
  return out;
}

std::string source_of(const RunSettings& settings, const json& flags) {
  for (const auto& [name, value] : flags.items())
    if (settings.sources.at(name) == "flag") return "flag";
  return "environment";
}

json http_config(const RunSettings& settings, const load::HttpOptions& script_says) {
  load::HttpOptions applied = script_says;
  settings.http.apply(applied);
  const json now = to_json(applied), before = to_json(script_says), defaults = to_json(load::HttpOptions{});
  const std::string changed_by = source_of(settings, settings.http.values());
  json out = json::object();
  for (const auto& [key, value] : now.items())
    out[key] = {{"value", value},
                {"source", value != before.at(key)     ? changed_by
                           : value != defaults.at(key) ? "script"
                                                       : std::string("default")}};
  return out;
}

// As the script alone has it; nothing where it leaves the load to the flags.
json keys_without_flags(script::Host& host) {
  try {
    return keys_of(host.read_plan());
  } catch (const UserError&) {
    return json::object();
  }
}

}  // namespace

nlohmann::json shown_config(const RunSettings& settings, script::Host& host) {
  const load::Plan plan = host.read_plan(settings.load.overrides());
  const std::set<std::string> stated = host.stated_options();
  json config = with_sources(keys_of(plan), keys_without_flags(host), "", stated, source_of(settings, settings.load.values()));
  config["http"] = http_config(settings, plan.http);
  config["thresholds"] = {{"value", json::array()}, {"source", stated.contains("thresholds") ? "script" : "default"}};
  for (const load::ThresholdText& threshold : plan.thresholds)
    config["thresholds"]["value"].push_back(threshold.metric + ": " + threshold.expression);
  config["settings"] = to_json(settings);
  return config;
}

}  // namespace rushhour::sim
