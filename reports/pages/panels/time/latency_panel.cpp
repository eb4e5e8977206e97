#include "reports/pages/panels/time/latency_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

constexpr std::size_t most_limits = 8;
constexpr std::size_t longest_label = 32;
constexpr std::int64_t near_by = 10;

using nlohmann::json;

bool is_drawn(const LatencyLine& line) {
  return std::any_of(line.values.begin(), line.values.end(), [](const auto& value) { return value.has_value(); });
}

// Where a percentile that is drawn was highest and lowest, and what it mostly was, if there is such a thing: a climb has no usual figure.
std::string course_words(const LatencyTimeline& timeline, const LatencyLine& line) {
  std::vector<std::pair<std::int64_t, Instant>> rising;
  for (std::size_t i = 0; i < line.values.size(); ++i)
    if (line.values[i]) rising.emplace_back(*line.values[i], timeline.begins[i]);
  std::stable_sort(rising.begin(), rising.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto at = [&](std::size_t tenths) { return rising[(rising.size() - 1) * tenths / 10].first; };
  const std::int64_t middle = rising[rising.size() / 2].first;
  const auto around_it = [&](std::int64_t low, std::int64_t high) { return low >= middle * 2 / 3 && high <= middle * 3 / 2; };
  const std::string name = verdicts::percentile_name(line.percentile);
  const std::string usual = format_duration(Instant(middle));
  if (around_it(at(1), rising.back().first)) return fmt::format("{} was steady around {}.", name, usual);
  const auto when = [&](std::int64_t value) {
    const auto first = std::find_if(rising.begin(), rising.end(), [&](const auto& one) { return one.first == value; });
    return fmt::format("from {} on, {}", format_instant(first->second / line.window * line.window), format_duration(Instant(value)));
  };
  const std::string highest = fmt::format("{} was highest {}", name, when(rising.back().first));
  if (around_it(at(2), at(8))) return fmt::format("{}; mostly it was around {}.", highest, usual);
  return fmt::format("{}; lowest {}.", highest, when(rising.front().first));
}

std::string latency_finding(const LatencyTimeline& timeline) {
  // The highest percentile, below the maximum, that was drawn at all.
  const LatencyLine* best = nullptr;
  for (const LatencyLine& line : timeline.lines)
    if (line.percentile < 100 && is_drawn(line)) best = &line;
  if (best != nullptr) return course_words(timeline, *best);
  if (std::none_of(timeline.lines.begin(), timeline.lines.end(), is_drawn)) return "No request ended, so there is nothing to draw.";
  return "No stretch of the run has enough samples for a percentile; only the maximum is drawn.";
}

std::string latency_note(const LatencyTimeline& timeline) {
  std::vector<std::string> wider;
  std::vector<std::string> missing;
  for (const LatencyLine& line : timeline.lines) {
    if (line.percentile >= 100) continue;
    const std::string name = verdicts::percentile_name(line.percentile);
    const Instant finest = timeline.lines.back().window;  // the maximum's, which needs no support
    if (!is_drawn(line))
      missing.push_back(name);
    else if (line.window > finest)
      wider.push_back(fmt::format("{} over {}", name, without_zeros(format_duration(line.window))));
  }
  std::string note = "All steps together, failed requests included. A stretch with fewer than ten samples beyond a percentile is left open";
  if (!wider.empty()) note += fmt::format(", so the rarer ones are taken over longer stretches: {}", fmt::join(wider, ", "));
  if (!missing.empty()) note += ". Nowhere are there samples enough for ";
  for (std::size_t i = 0; i < missing.size(); ++i) note += (i == 0 ? "" : i + 1 == missing.size() ? " or " : ", ") + missing[i];
  return note + ".";
}

std::string latency_table(const LatencyTimeline& timeline, std::string_view name) {
  std::vector<Column> columns{{"from", false}};
  for (const LatencyLine& line : timeline.lines)
    columns.push_back({line.percentile >= 100 ? "max" : verdicts::percentile_name(line.percentile)});
  HtmlTable table(fmt::format("{} over time", name), columns);
  for (std::size_t i = 0; i < timeline.begins.size(); ++i) {
    std::vector<Cell> cells{format_instant(timeline.begins[i])};
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

struct Limit {
  std::string label;
  std::int64_t ns = 0;
};

// Those of the two latencies that are judged on the run as a whole. What a limit is on, if not on all of the headline latency, is named.
std::vector<Limit> limits_of(const verdicts::Conclusion& conclusion, std::string_view headline_kind) {
  using Metric = verdicts::Threshold::Metric;
  std::vector<Limit> limits;
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
    const verdicts::Threshold& threshold = result.threshold;
    const bool latency = threshold.kind == Metric::response_time || threshold.kind == Metric::service_time;
    if (!latency || threshold.windowed() || threshold.unit() != verdicts::Threshold::Unit::nanoseconds || limits.size() == most_limits)
      continue;
    std::string on = threshold.series == headline_kind ? "" : threshold.series + " time";
    const std::size_t brace = threshold.metric.find('{');
    if (brace != std::string::npos) on += (on.empty() ? "" : " ") + threshold.metric.substr(brace + 1, threshold.metric.size() - brace - 2);
    const std::string expression = fmt::format("{} {} {}", verdicts::aggregate_name(threshold), verdicts::sign(threshold.comparison),
                                               without_zeros(verdicts::format_figure(threshold, threshold.limit)));
    limits.push_back({on.empty() ? expression : clip(harmless(on), longest_label) + " " + expression, std::llround(threshold.limit)});
  }
  return limits;
}

// A limit far from everything that was measured would press the lines together; it is named instead.
std::pair<std::vector<Limit>, std::vector<Limit>> near_and_far(const std::vector<Limit>& limits, const LatencyTimeline& timeline) {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  std::int64_t highest = 0;
  for (const LatencyLine& line : timeline.lines)
    for (const auto& value : line.values) {
      lowest = std::min(lowest, value.value_or(lowest));
      highest = std::max(highest, value.value_or(highest));
    }
  std::pair<std::vector<Limit>, std::vector<Limit>> out;
  for (const Limit& limit : limits) {
    const bool near = limit.ns > 0 && limit.ns / near_by <= highest && limit.ns >= lowest / near_by;
    (near ? out.first : out.second).push_back(limit);
  }
  return out;
}

std::string far_words(const std::vector<Limit>& far) {
  if (far.empty()) return "";
  std::vector<std::string> labels;
  for (const Limit& limit : far) labels.push_back(limit.label);
  return fmt::format(" {} beyond the drawing: {}.", far.size() == 1 ? "One limit lies" : "Limits lie", fmt::join(labels, ", "));
}

}  // namespace

std::optional<Panel> latency_panel(const Material& material) {
  std::vector<double> percentiles = material.conclusion.percentiles;
  percentiles.push_back(100);
  const runs::Headline headline = runs::headline_of(material.summary());
  const LatencyTimeline latencies = latency_over_time(material.course, percentiles, chart_points);
  Panel panel{.id = "latency", .title = headline.title + std::string(" over time"), .finding = latency_finding(latencies), .chart = "tall"};
  panel.label = fmt::format("Percentiles of the {} over time, log axis.", headline.name);
  const auto [near, far] = near_and_far(limits_of(material.conclusion, headline.kind), latencies);
  panel.note = latency_note(latencies) + far_words(far);
  panel.table = latency_table(latency_over_time(material.course, percentiles, chart_rows), headline.title);
  panel.data = latencies_json(latencies);
  panel.data["limits"] = json::array();
  for (const Limit& limit : near) panel.data["limits"].push_back({{"label", limit.label}, {"ns", limit.ns}});
  return panel;
}

}  // namespace rushhour::pages
