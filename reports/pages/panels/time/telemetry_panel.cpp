#include "reports/pages/panels/time/telemetry_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/time/telemetry_lines.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;
using runs::Telemetry;
using runs::TelemetrySeries;
using runs::TelemetrySource;

constexpr std::size_t most_rows = 200;
constexpr double busy = 0.9;                              // cores: a program of one thread has no more to give
constexpr Instant long_enough = std::chrono::seconds(3);  // shorter peaks are everyday

double mean_of(const TelemetryLine& line) {
  double total = 0;
  std::size_t count = 0;
  for (const double value : line.values)
    if (!std::isnan(value)) {
      total += value;
      ++count;
    }
  return count > 0 ? total / static_cast<double>(count) : 0;
}

double greatest(const std::vector<double>& values) {
  double most = std::nan("");
  for (const double value : values) most = std::fmax(most, value);
  return most;
}

/// The longest stretch of samples that are busy without a break, as places in the line.
struct BusyStretch {
  std::size_t first = 0, last = 0;
  Instant length{0};
};

BusyStretch busiest(const TelemetryLine& line) {
  BusyStretch best, now;
  bool open = false;
  for (std::size_t i = 1; i < line.values.size(); ++i) {
    const bool is_busy = line.values[i] >= busy;
    if (is_busy && !open) now.first = i;
    now.last = i;
    now.length = line.at[i] - line.at[now.first > 0 ? now.first - 1 : 0];
    open = is_busy;
    if (open && now.length > best.length) best = now;
  }
  return best;
}

std::string cores(double share) {
  return share < 1.005 ? fmt::format("{:.0f} % of a core", share * 100) : fmt::format("{:.1f} cores", share);
}

std::string cpu_words(const TelemetryLine& line) {
  const BusyStretch stretch = busiest(line);
  const std::string who = line.label == "target" || line.label == "target process" ? "The target's process"
                          : line.label.starts_with("process ")                     ? "The " + line.label
                                                                                   : "The process behind " + line.label;
  if (stretch.length < long_enough)
    return fmt::format("{} used {} on average, {} at most.", who, cores(mean_of(line)), cores(std::fmax(0, greatest(line.values))));
  double total = 0;
  for (std::size_t i = stretch.first; i <= stretch.last; ++i) total += line.values[i];
  const Instant begin = line.at[stretch.first - 1];
  const bool to_the_end = stretch.last + 1 >= line.values.size();
  return fmt::format("{} used {} from {} {}.", who, cores(total / static_cast<double>(stretch.last - stretch.first + 1)),
                     format_instant(begin), to_the_end ? "on" : "to " + format_instant(line.at[stretch.last]));
}

std::string memory_words(const TelemetryLine& line) {
  const auto first = std::find_if(line.values.begin(), line.values.end(), [](double value) { return !std::isnan(value); });
  if (first == line.values.end()) return {};
  const double most = greatest(line.values);
  return fmt::format(" Its memory was {:.0f} MB at the beginning and {:.0f} MB at most.", *first, most);
}

std::string gap_words(const Telemetry& telemetry) {
  std::string words;
  for (const TelemetrySource& source : telemetry.sources())
    if (source.gaps > 0)
      words += fmt::format(" {} of {} got no answer, at last: {}.", counted(source.gaps, "look", "looks"), clip(harmless(source.name), 60),
                           clip(harmless(source.gap), 80));
  return words;
}

std::string finding_of(const Telemetry& telemetry, const std::vector<TelemetryChart>& charts) {
  std::string words;
  if (!charts.empty() && charts[0].title == "CPU") words = cpu_words(charts[0].lines[0]);
  for (const TelemetryChart& chart : charts)
    if (chart.title == "Memory" && !words.empty()) words += memory_words(chart.lines[0]);
  if (words.empty()) words = charts.empty() ? "Nothing came of what was to be scraped." : "Of what was scraped, no CPU time is known.";
  return words + gap_words(telemetry);
}

std::string figure(double value) {
  if (std::isnan(value)) return "-";
  return value >= 1e4 ? format_count(static_cast<std::uint64_t>(std::llround(value))) : fmt::format("{:.4g}", value);
}

std::string table_of(const Telemetry& telemetry) {
  HtmlTable table("What was scraped, counters as growth per second",
                  {{"metric", false}, {"labels", false}, {"source", false}, {"mean"}, {"most"}, {"last"}});
  std::size_t left_out = 0;
  for (const TelemetrySource& source : telemetry.sources())
    for (const TelemetrySeries& series : source.series) {
      if (table.size() == most_rows) {
        ++left_out;
        continue;
      }
      const TelemetryLine line{{}, source.at, over_time(source, series)};
      const std::string unit = series.counter ? "/s" : "";
      table.add({clip(harmless(series.name), 80), clip(harmless(series.labels), 80), clip(harmless(source.name), 60),
                 figure(mean_of(line)) + unit, figure(greatest(line.values)) + unit,
                 figure(line.values.empty() ? std::nan("") : line.values.back()) + unit});
    }
  std::string out = table.html("telemetry-table");
  if (left_out > 0)
    out += paragraphs({fmt::format("{} left out; telemetry.jsonl has all.", counted(left_out, "series is", "series are"))}, "note");
  return out;
}

/// At most `chart_points`: of neighbours the greatest, since it is peaks that one looks for.
json data_of(const TelemetryLine& line) {
  const std::size_t step = (line.at.size() + chart_points - 1) / chart_points;
  json at = json::array(), values = json::array();
  for (std::size_t i = 0; i < line.at.size(); i += step) {
    double most = std::nan("");
    for (std::size_t j = i; j < std::min(i + step, line.at.size()); ++j) most = std::fmax(most, line.values[j]);
    at.push_back(rounded(seconds(line.at[i])));
    values.push_back(std::isnan(most) ? json() : json(rounded(most)));
  }
  return {{"label", line.label}, {"at_s", std::move(at)}, {"values", std::move(values)}};
}

json data_of(const std::vector<TelemetryChart>& charts) {
  json out{{"charts", json::array()}};
  for (const TelemetryChart& chart : charts) {
    json lines = json::array();
    for (const TelemetryLine& line : chart.lines) lines.push_back(data_of(line));
    out["charts"].push_back({{"title", chart.title}, {"unit", chart.unit}, {"lines", std::move(lines)}});
  }
  return out;
}

}  // namespace

std::optional<Panel> telemetry_panel(const Material& material) {
  const Telemetry& telemetry = material.record.telemetry;
  if (telemetry.empty()) return std::nullopt;
  const std::vector<TelemetryChart> charts = telemetry_charts(telemetry);
  Panel panel{.id = "telemetry", .title = "What the target's machine told", .finding = finding_of(telemetry, charts), .chart = "strips"};
  panel.label = "CPU, memory, what waits and counters of what was scraped, over time.";
  panel.note =
      "Looked at about once a second. Where a look got no answer the line is broken. A counter is drawn as its growth per second, the "
      "series "
      "of one name added up.";
  panel.table = table_of(telemetry);
  panel.data = data_of(charts);
  return panel;
}

}  // namespace rushhour::pages
