#include "reports/outputs/over_time.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "reports/foundation/wall_text.hpp"
#include "reports/outputs/run_facts.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/runs/imported.hpp"
#include "reports/runs/step_table.hpp"

namespace rushhour::outputs {
namespace {

constexpr double ns_per_ms = 1e6;

Times times_of(const runs::Latency& latency) {
  constexpr std::array<double, time_figures.size()> percentiles{0, 0, 50, 90, 95, 99, 99.9, 100};  // the first two are none
  Times times;
  if (latency.all.empty()) return times;
  for (std::size_t i = 2; i < percentiles.size(); ++i) {
    const double q = verdicts::quantile_of(percentiles[i]);
    const std::optional<std::int64_t> ns = latency.at(q);
    if (ns) times.ms[i] = static_cast<double>(*ns) / ns_per_ms;
    times.at_least[i] = ns && latency.at_least(q);
  }
  times.ms[0] = static_cast<double>(latency.all.min()) / ns_per_ms;
  times.ms[1] = std::round(latency.all.mean()) / ns_per_ms;
  times.at_least[1] = !latency.bounds.empty();
  return times;
}

TimeRow row_of(const runs::StepFigures& figures, std::string_view scope, std::string_view outcome) {
  TimeRow row{scope, "main", {}, {}, figures.scenario, figures.step, outcome, figures.count, figures.errors, {}, {}, {}, {}};
  // Arrivals that never started, and runs whose tool tells response times only.
  if (row.count == 0) row.count = figures.response.all.count();
  if (outcome == "error") row.errors = row.count;
  row.response = times_of(figures.response);
  row.service = times_of(figures.service);
  return row;
}

void interval_rows(const latency::Interval& interval, runs::ScenarioOrder& order, const std::function<void(const TimeRow&)>& visit) {
  for (const bool warmup : {true, false})
    for (const bool ok : {true, false}) {
      runs::StepTable table;
      for (const auto& [series, histogram] : interval.series)
        if (runs::is_of_a_step(series) && series.warmup == warmup && series.ok == ok) table.add(series, histogram);
      for (const runs::StepFigures& figures : std::move(table).in_order(order)) {
        TimeRow row = row_of(figures, "interval", ok ? "ok" : "error");
        row.phase = warmup ? "warmup" : "main";
        row.begin = interval.begin;
        row.length = interval.length;
        visit(row);
      }
    }
}

TimeRow stated_row(const runs::StatedStep& stated, bool is_response) {
  TimeRow row{"stated", "main", {}, {}, stated.scenario, stated.step, "all", stated.count, stated.errors, {}, {}, {}, {}};
  Times& times = is_response ? row.response : row.service;
  for (const auto& [name, ns] : stated.times_ns) {
    const auto found = std::find(time_figures.begin(), time_figures.end(), name);
    if (found != time_figures.end()) times.ms[static_cast<std::size_t>(found - time_figures.begin())] = ns / ns_per_ms;
  }
  return row;
}

}  // namespace

void each_row(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, const std::function<void(const TimeRow&)>& visit) {
  runs::ScenarioOrder order(record);
  // A record that was merged as it was read is not fine enough.
  const std::optional<runs::RunRecord> whole_record = record.merged ? std::optional(runs::read_run(record.directory)) : std::nullopt;
  for (const latency::Interval& interval : (whole_record ? *whole_record : record).intervals) interval_rows(interval, order, visit);
  const runs::Summary& summary = conclusion.summary;
  const auto visit_whole = [&](TimeRow row) {
    row.begin = std::min(summary.warmup, summary.actual);
    row.length = main_length(summary);
    visit(row);
  };
  // By the minute, so not of intervals.
  const auto sized = [](TimeRow row, const runs::StepFigures& figures) {
    if (figures.bytes_out > 0) row.bytes_out = figures.bytes_out;
    if (figures.bytes_in > 0) row.bytes_in = figures.bytes_in;
    return row;
  };
  for (const runs::StepFigures& step : summary.steps) visit_whole(sized(row_of(step, "step", "all"), step));
  if (const auto origin = runs::imported(record))
    for (const runs::StatedStep& stated : origin->stated)
      visit_whole(stated_row(stated, pages::fact(record.meta, "/imported/latency") == "response"));
  TimeRow whole = sized(row_of(summary.totals, "run", "all"), summary.totals);
  if (whole.count == 0) whole.count = ticks_sum(record, "requests");
  if (summary.totals.count == 0)
    for (const auto& [name, n] : summary.errors) whole.errors += n;
  visit_whole(std::move(whole));
}

std::string wall_time_of(const runs::RunRecord& record, Instant at) {
  if (pages::fact(record.meta, "/imported/start_known") == "false") return {};
  const std::int64_t started = pages::number_fact(record.meta, "/started_epoch_ns");
  return started == 0 ? std::string() : utc_text(WallTime(Instant(started) + at));
}

}  // namespace rushhour::outputs
