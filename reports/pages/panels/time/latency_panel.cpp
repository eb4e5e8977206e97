#include "reports/pages/panels/time/latency_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"

namespace rushhour::pages {
namespace {

using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

constexpr std::size_t most_points = 600;
constexpr std::size_t most_rows = 60;

using nlohmann::json;

std::string latency_finding(const LatencyTimeline& timeline) {
  // The highest percentile, below the maximum, that was drawn at all.
  const LatencyLine* best = nullptr;
  for (const LatencyLine& line : timeline.lines)
    if (line.percentile < 100 && std::any_of(line.values.begin(), line.values.end(), [](const auto& v) { return v.has_value(); }))
      best = &line;
  if (best == nullptr) return "No stretch of the run has enough samples for a percentile; only the maximum is drawn.";
  std::vector<std::int64_t> values;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < best->values.size(); ++i) {
    if (!best->values[i]) continue;
    values.push_back(*best->values[i]);
    if (!best->values[worst] || *best->values[i] > *best->values[worst]) worst = i;
  }
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const std::string name = verdicts::percentile_name(best->percentile);
  const std::int64_t highest = *best->values[worst];
  if (highest <= *middle * 3 / 2) return fmt::format("{} was steady around {}.", name, format_duration(Instant(*middle)));
  const Instant window_begin = timeline.begins[worst] / best->window * best->window;
  return fmt::format("{} was highest from {} on, {}; mostly it was around {}.", name, instant_text(window_begin),
                     format_duration(Instant(highest)), format_duration(Instant(*middle)));
}

std::string latency_note(const LatencyTimeline& timeline) {
  std::vector<std::string> wider;
  std::vector<std::string> missing;
  for (const LatencyLine& line : timeline.lines) {
    if (line.percentile >= 100) continue;
    const std::string name = verdicts::percentile_name(line.percentile);
    const Instant finest = timeline.lines.back().window;  // the maximum's, which needs no support
    if (std::none_of(line.values.begin(), line.values.end(), [](const auto& value) { return value.has_value(); }))
      missing.push_back(name);
    else if (line.window > finest)
      wider.push_back(fmt::format("{} over {}", name, without_zeros(format_duration(line.window))));
  }
  std::string note = "All steps together, failed requests included. A stretch with fewer than ten samples beyond a percentile is left open";
  if (!wider.empty()) note += fmt::format(", so the rarer ones are taken over longer stretches: {}", fmt::join(wider, ", "));
  if (!missing.empty()) note += fmt::format(". Nowhere are there samples enough for {}", fmt::join(missing, " or "));
  return note + ".";
}

std::string latency_table(const LatencyTimeline& timeline, std::string_view name) {
  std::vector<Column> columns{{"from", false}};
  for (const LatencyLine& line : timeline.lines)
    columns.push_back({line.percentile >= 100 ? "max" : verdicts::percentile_name(line.percentile)});
  HtmlTable table(fmt::format("{} over time", name), columns);
  for (std::size_t i = 0; i < timeline.begins.size(); ++i) {
    std::vector<Cell> cells{instant_text(timeline.begins[i])};
    for (const LatencyLine& line : timeline.lines)
      cells.push_back(line.values[i] ? Cell(format_duration(Instant(*line.values[i])), std::to_string(*line.values[i])) : Cell("-"));
    table.add(std::move(cells));
  }
  return table.html("latency-table");
}

json latencies_json(const LatencyTimeline& timeline) {
  json out{{"begin_s", json::array()}, {"length_s", json::array()}, {"lines", json::array()}};
  for (std::size_t i = 0; i < timeline.begins.size(); ++i) {
    out["begin_s"].push_back(rounded(seconds(timeline.begins[i])));
    out["length_s"].push_back(rounded(seconds(timeline.lengths[i])));
  }
  for (const LatencyLine& line : timeline.lines) {
    json values = json::array();
    for (const auto& value : line.values) values.push_back((value ? json(*value) : json()));
    out["lines"].push_back({{"percentile", line.percentile},
                            {"name", line.percentile >= 100 ? "max" : verdicts::percentile_name(line.percentile)},
                            {"window_s", seconds(line.window)},
                            {"ns", std::move(values)}});
  }
  return out;
}

}  // namespace

std::optional<Panel> latency_panel(const Material& material) {
  std::vector<double> percentiles = material.conclusion.percentiles;
  percentiles.push_back(100);
  const runs::Headline headline = runs::headline_of(material.summary());
  const LatencyTimeline latencies = latency_over_time(material.course, percentiles, most_points);
  Panel panel{.id = "latency", .title = headline.title + std::string(" over time"), .finding = latency_finding(latencies), .chart = "tall"};
  panel.label = fmt::format("Percentiles of the {} over time, log axis.", headline.name);
  panel.note = latency_note(latencies);
  panel.table = latency_table(latency_over_time(material.course, percentiles, most_rows), headline.title);
  panel.data = latencies_json(latencies);
  return panel;
}

}  // namespace rushhour::pages
