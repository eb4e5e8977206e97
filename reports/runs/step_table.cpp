#include "reports/runs/step_table.hpp"

#include <algorithm>
#include <cmath>

#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {

bool is_of_a_step(const latency::Series& series) noexcept {
  const std::string_view kind = series.kind;
  return kind == "response" || kind == "service" || kind == "response_bound" || kind == "service_bound" || latency::is_by_minute(kind);
}

ScenarioOrder::ScenarioOrder(const RunRecord& record) {
  for (const nlohmann::json& scenario : scenarios_of(record)) rank(text_of(record, scenario, "name"));
}

namespace {

// Of sizes, which a histogram keeps to three digits each.
std::uint64_t sum_of(const latency::Histogram& sizes) {
  return static_cast<std::uint64_t>(std::llround(sizes.mean() * static_cast<double>(sizes.count())));
}

}  // namespace

void StepTable::add(const latency::Series& series, const latency::Histogram& histogram) {
  StepFigures& figures = at(series);
  if (series.kind == "response") figures.response.all.merge(histogram);
  if (series.kind == "response_bound") figures.response.bounds.merge(histogram);
  if (series.kind == "service_bound") figures.service.bounds.merge(histogram);
  if (latency::is_phase(series.kind)) figures.phases[series.kind].merge(histogram);
  if (latency::is_part(series.kind)) figures.parts[series.kind.substr(latency::part_prefix.size())].merge(histogram);
  if (series.kind == "bytes_out") figures.bytes_out += sum_of(histogram);
  if (series.kind == "bytes_in") figures.bytes_in += sum_of(histogram);
  if (series.kind != "service") return;
  figures.service.all.merge(histogram);
  figures.count += histogram.count();
  if (!series.ok) figures.errors += histogram.count();
}

StepFigures& StepTable::at(const latency::Series& series) {
  const auto [place, is_new] = index_.try_emplace({series.scenario, series.step}, steps_.size());
  if (is_new) steps_.push_back({series.scenario, series.step, 0, 0, {}, {}});
  return steps_[place->second];
}

std::vector<StepFigures> StepTable::in_order(ScenarioOrder& order) && {
  const auto key = [&](const StepFigures& step) { return std::pair(order.rank(step.scenario), step.step == latency::not_started_step); };
  std::stable_sort(steps_.begin(), steps_.end(), [&](const StepFigures& a, const StepFigures& b) { return key(a) < key(b); });
  return std::move(steps_);
}

void add_all(StepFigures& totals, const StepFigures& step) {
  totals.count += step.count;
  totals.errors += step.errors;
  totals.bytes_out += step.bytes_out;
  totals.bytes_in += step.bytes_in;
  totals.response.all.merge(step.response.all);
  totals.response.bounds.merge(step.response.bounds);
  totals.service.all.merge(step.service.all);
  totals.service.bounds.merge(step.service.bounds);
  for (const auto& [name, histogram] : step.phases) totals.phases[name].merge(histogram);
  for (const auto& [name, histogram] : step.parts) totals.parts[name].merge(histogram);
}

StepFigures sum_of(const std::vector<StepFigures>& steps) {
  StepFigures totals;
  for (const StepFigures& step : steps) add_all(totals, step);
  return totals;
}

}  // namespace rushhour::runs
