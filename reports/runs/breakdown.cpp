#include "reports/runs/breakdown.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "reports/runs/record_fields.hpp"
#include "reports/runs/step_table.hpp"
#include "reports/runs/tick_counts.hpp"

namespace rushhour::runs {
namespace {

using latency::Interval;
using nlohmann::json;

// --- scenarios ---

void count_scenarios(const RunRecord& record, std::map<std::string, ScenarioFigures>& scenarios) {
  for (const json& tick : record.ticks)
    for (const auto& [name, counts] : object_of(record, tick, "scenarios").items()) {
      if (!counts.is_object()) damaged(record, "scenarios", "object", counts);
      ScenarioFigures& figures = scenarios[name];
      figures.counted = true;
      count_iterations(record, counts, figures.load);
      count_errors(record, counts, figures.errors);
      count_checks(record, counts, figures.checks);
      figures.requests += count_of(record, counts, "requests");
      figures.script_errors += count_of(record, counts, "script_errors");
      figures.waited_for_user += count_of(record, counts, "waited_for_user");
      figures.users_max = std::max(figures.users_max, count_of(record, counts, "users_busy"));
      figures.users_permitted = std::max(figures.users_permitted, count_of(record, counts, "users_permitted"));
    }
}

std::vector<ScenarioFigures> scenarios_in(const RunRecord& record, const Summary& summary, ScenarioOrder& order) {
  std::map<std::string, ScenarioFigures> scenarios;
  count_scenarios(record, scenarios);
  each_of_main(record, [&](const latency::Series& series, const latency::Histogram& histogram) {
    if (series.kind != "iteration") return;
    IterationTimes& times = scenarios[series.scenario].iterations;
    (series.ok ? times.ok : times.failed).merge(histogram);
  });
  for (const json& planned : scenarios_of(record)) {
    const auto found = scenarios.find(text_of(record, planned, "name"));
    if (found == scenarios.end()) continue;
    const Instant length = instant_of(record, planned, "length_ns"), start = instant_of(record, planned, "start_ns");
    rate_load(found->second.load, length, std::max(summary.actual - start, Instant(0)), was_cut_short(record));
  }
  std::vector<ScenarioFigures> all;
  for (auto& [name, figures] : scenarios) {
    figures.scenario = name;
    all.push_back(std::move(figures));
  }
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return order.rank(a.scenario) < order.rank(b.scenario); });
  return all;
}

// --- groups and tags ---

// Paths in the order of a tree: a group before those in it, and they before its neighbours.
bool before_in_tree(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return (x == '/' ? 0 : static_cast<unsigned char>(x) + 1) < (y == '/' ? 0 : static_cast<unsigned char>(y) + 1);
  });
}

std::vector<GroupFigures> groups_in(const RunRecord& record, ScenarioOrder& order) {
  struct Found {
    latency::Histogram lengths;
    StepTable steps;
  };
  std::map<std::pair<std::string, std::string>, Found> found;
  each_of_main(record, [&](const latency::Series& series, const latency::Histogram& histogram) {
    const auto group = series.tags.find(std::string(latency::group_tag));
    if (group == series.tags.end()) return;
    if (series.kind == "group") found[{series.scenario, group->second}].lengths.merge(histogram);
    if (is_of_a_step(series)) found[{series.scenario, group->second}].steps.add(series, histogram);
  });
  std::vector<GroupFigures> groups;
  for (auto& [key, figures] : found)
    groups.push_back({key.first, key.second, std::move(figures.lengths), std::move(figures.steps).in_order(order)});
  std::sort(groups.begin(), groups.end(), [&](const GroupFigures& a, const GroupFigures& b) {
    const std::size_t left = order.rank(a.scenario), right = order.rank(b.scenario);
    return left != right ? left < right : before_in_tree(a.path, b.path);
  });
  return groups;
}

std::vector<TagFigures> tags_in(const RunRecord& record, ScenarioOrder& order) {
  std::map<std::pair<std::string, std::string>, StepTable> tables;
  each_of_main(record, [&](const latency::Series& series, const latency::Histogram& histogram) {
    if (!is_of_a_step(series)) return;
    for (const auto& [name, value] : series.tags)
      if (name != latency::group_tag) tables[{name, value}].add(series, histogram);
  });
  std::vector<TagFigures> tags;
  for (auto& [key, table] : tables) {
    std::vector<StepFigures> steps = std::move(table).in_order(order);
    StepFigures totals = sum_of(steps);
    tags.push_back({key.first, key.second, std::move(totals), std::move(steps)});
  }
  return tags;
}

// --- stages ---

// The number of the stage in which `at` lies; nothing before the first and behind the last.
std::optional<std::size_t> stage_at(const std::vector<StageFigures>& stages, Instant at) {
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (at >= stages[i].begin && at < stages[i].begin + stages[i].length) return i;
  return std::nullopt;
}

std::vector<StageFigures> planned_stages(const RunRecord& record, const json& scenario) {
  std::vector<StageFigures> stages;
  Instant begin = instant_of(record, scenario, "start_ns");
  for (const json& stage : list_of(record, scenario, "stages")) {
    StageFigures figures;
    figures.scenario = text_of(record, scenario, "name");
    figures.number = stages.size() + 1;
    figures.begin = begin;
    figures.length = instant_of(record, stage, "length_ns");
    figures.of_users = stage.contains("users_begin");
    figures.from = number_of(record, stage, figures.of_users ? "users_begin" : "rate_begin");
    figures.to = number_of(record, stage, figures.of_users ? "users_end" : "rate_end");
    begin += figures.length;
    stages.push_back(std::move(figures));
  }
  return stages;
}

void fill_stages(const RunRecord& record, std::vector<StageFigures>& stages, ScenarioOrder& order) {
  const std::string& name = stages.front().scenario;
  std::vector<StepTable> tables(stages.size());
  for (const Interval& interval : record.intervals) {
    const auto stage = stage_at(stages, interval.begin + interval.length / 2);
    if (!stage) continue;
    for (const auto& [series, histogram] : interval.series)
      if (series.scenario == name && !series.warmup && is_of_a_step(series)) tables[*stage].add(series, histogram);
  }
  each_tick(record, [&](const json& tick, Instant begin, Instant end) {
    const auto stage = stage_at(stages, middle_of(begin, end));
    if (stage) count_iterations(record, object_of(record, object_of(record, tick, "scenarios"), name.c_str()), stages[*stage].load);
  });
  for (std::size_t i = 0; i < stages.size(); ++i) {
    stages[i].steps = std::move(tables[i]).in_order(order);
    stages[i].totals = sum_of(stages[i].steps);
  }
}

std::vector<StageFigures> stages_in(const RunRecord& record, ScenarioOrder& order) {
  std::vector<StageFigures> all;
  for (const json& scenario : scenarios_of(record)) {
    std::vector<StageFigures> stages = planned_stages(record, scenario);
    if (stages.size() < 2) continue;  // one stage is the scenario
    fill_stages(record, stages, order);
    std::move(stages.begin(), stages.end(), std::back_inserter(all));
  }
  return all;
}

// --- failures in the script ---

std::vector<FailureFigures> failures_in(const RunRecord& record, const char* key) {
  std::map<std::pair<std::string, std::string>, FailureFigures> places;
  for (const json& tick : record.ticks)
    for (const json& line : list_of(record, tick, key)) {
      FailureFigures failure{text_of(record, line, "scenario"), text_of(record, line, "where"), text_of(record, line, "message"), 0};
      auto& sum = places.try_emplace({failure.scenario, failure.where}, std::move(failure)).first->second;
      sum.count += count_of(record, line, "count");
    }
  std::vector<FailureFigures> failures;
  for (auto& [place, failure] : places) failures.push_back(std::move(failure));
  std::stable_sort(failures.begin(), failures.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
  return failures;
}

}  // namespace

void break_down(const RunRecord& record, Summary& summary) {
  ScenarioOrder order(record);
  summary.scenarios = scenarios_in(record, summary, order);
  summary.groups = groups_in(record, order);
  summary.tags = tags_in(record, order);
  summary.stages = stages_in(record, order);
  summary.script_errors = failures_in(record, "script_error_lines");
  summary.rejections = failures_in(record, "rejections");
}

bool is_counted(const Summary& summary, const StageFigures& stage) {
  return std::any_of(summary.scenarios.begin(), summary.scenarios.end(),
                     [&](const ScenarioFigures& one) { return one.scenario == stage.scenario && one.counted; });
}

}  // namespace rushhour::runs
