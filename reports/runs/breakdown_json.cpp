#include "reports/runs/breakdown_json.hpp"

#include <utility>

#include "reports/runs/breakdown.hpp"
#include "reports/runs/figures_json.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

constexpr double thousandths = 1000;

json scenario_of(const ScenarioFigures& scenario) {
  json figures{{"scenario", scenario.scenario}, {"iteration_duration_ns", json_of(scenario.iterations)}};
  if (!scenario.counted) return figures;
  figures["load"] = json_of(scenario.load);
  figures["requests"] = scenario.requests;
  figures["script_errors"] = scenario.script_errors;
  figures["waited_for_user"] = scenario.waited_for_user;
  figures["users_max"] = scenario.users_max;
  figures["users_permitted"] = scenario.users_permitted;
  figures["errors"] = json_of(scenario.errors);
  figures["checks"] = json_of(scenario.checks);
  return figures;
}

json group_of(const GroupFigures& group, std::span<const double> percentiles) {
  return {{"scenario", group.scenario},
          {"group", group.path},
          {"duration_ns", json_of_lengths(group.lengths)},
          {"steps", json_of(group.steps, percentiles)}};
}

json tag_of(const TagFigures& tag, std::span<const double> percentiles) {
  json figures = json_of(tag.totals, percentiles);
  figures["tag"] = tag.tag;
  figures["value"] = tag.value;
  figures["steps"] = json_of(tag.steps, percentiles);
  return figures;
}

json stage_of(const Summary& summary, const StageFigures& stage, std::span<const double> percentiles) {
  json figures = json_of(stage.totals, percentiles);
  figures["scenario"] = stage.scenario;
  figures["stage"] = stage.number;
  figures["begin_ns"] = stage.begin.count();
  figures["length_ns"] = stage.length.count();
  figures[stage.of_users ? "users_begin" : "rate_begin"] = stage.from;
  figures[stage.of_users ? "users_end" : "rate_end"] = stage.to;
  figures["steps"] = json_of(stage.steps, percentiles);
  if (!is_counted(summary, stage)) return figures;
  figures["load"] = json_of(stage.load);
  figures["load"].erase("offered_rate");
  figures["load"].erase("achieved_rate");
  return figures;
}

json sums_of(const std::string& kind, const MetricSums& sums) {
  json figures{{"count", sums.count}};
  if (kind == "counter") figures["sum"] = sums.sum;
  if (kind == "rate") {
    figures["hits"] = sums.hits;
    figures["rate"] = sums.count == 0 ? json() : json(static_cast<double>(sums.hits) / static_cast<double>(sums.count));
  }
  if (kind == "gauge") {
    figures["last"] = sums.last;
    figures["last_ns"] = sums.last_at.count();
    figures["min"] = sums.min;
    figures["max"] = sums.max;
  }
  if (kind == "time") figures["time_ns"] = json_of_lengths(sums.values);
  if (kind == "trend") figures["values"] = json_of_lengths(sums.values, thousandths);
  return figures;
}

json metric_of(const MetricFigures& metric) {
  json figures = sums_of(metric.kind, metric.all);
  figures["metric"] = metric.name;
  figures["kind"] = metric.kind;
  figures["parts"] = json::array();
  for (const MetricPart& part : metric.parts) {
    figures["parts"].push_back(sums_of(metric.kind, part.sums));
    figures["parts"].back()["scenario"] = part.scenario;
    figures["parts"].back()["tags"] = part.tags;
  }
  return figures;
}

json failure_of(const FailureFigures& failure) {
  return {{"scenario", failure.scenario}, {"where", failure.where}, {"message", failure.message}, {"count", failure.count}};
}

template <class Figures, class Write>
json list_of(const std::vector<Figures>& all, Write&& write) {
  json list = json::array();
  for (const Figures& figures : all) list.push_back(write(figures));
  return list;
}

}  // namespace

void add_breakdown(json& written, const Summary& summary, std::span<const double> percentiles) {
  written["scenarios"] = list_of(summary.scenarios, scenario_of);
  written["groups"] = list_of(summary.groups, [&](const GroupFigures& group) { return group_of(group, percentiles); });
  written["tagged"] = list_of(summary.tags, [&](const TagFigures& tag) { return tag_of(tag, percentiles); });
  written["stages"] = list_of(summary.stages, [&](const StageFigures& stage) { return stage_of(summary, stage, percentiles); });
  written["metrics"] = list_of(summary.metrics, metric_of);
  written["script_errors"] = list_of(summary.script_errors, failure_of);
  written["rejections"] = list_of(summary.rejections, failure_of);
}

}  // namespace rushhour::runs
