#include "reports/pages/panels/time/telemetry_lines.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using runs::Telemetry;
using runs::TelemetrySeries;
using runs::TelemetrySource;

constexpr std::size_t lines_at_most = 6;  // of a chart: more cannot be told apart
constexpr std::size_t longest_label = 40;
constexpr std::string_view cpu = "process_cpu_seconds_total";
constexpr std::string_view memory = "process_resident_memory_bytes";

// A target that tells of its own process is watched through the kernel as well, which answers even when it does not.
bool watched_otherwise(const Telemetry& telemetry, const TelemetrySource& source, std::string_view name) {
  const TelemetrySource* process = telemetry.find("target process");
  return source.name == "target" && process != nullptr && process->find(name) != nullptr;
}

TelemetryChart of_processes(const Telemetry& telemetry, std::string_view name, TelemetryChart chart, double unit) {
  for (const TelemetrySource& source : telemetry.sources()) {
    const TelemetrySeries* series = source.find(name);
    if (series == nullptr || watched_otherwise(telemetry, source, name) || chart.lines.size() == lines_at_most) continue;
    TelemetryLine line{clip(harmless(source.name), longest_label), source.at, over_time(source, *series)};
    for (double& value : line.values) value /= unit;
    chart.lines.push_back(std::move(line));
  }
  return chart;
}

bool waits(std::string_view name) {
  if (name.ends_with("_limit")) return false;
  for (const std::string_view part : {"in_flight", "queue", "unassigned", "held_operations"})
    if (name.find(part) != std::string_view::npos && name.find("seconds") == std::string_view::npos) return true;
  return false;
}

// "rushhour_target_http_requests_in_flight" is "http requests in flight" to a reader.
std::string label_of(std::string_view name) {
  for (const std::string_view prefix : {"rushhour_target_", "nodejs_", "process_"})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  if (name.ends_with("_total")) name.remove_suffix(6);
  std::string label(name);
  std::replace(label.begin(), label.end(), '_', ' ');
  return clip(harmless(label), longest_label);
}

/// Series of one name, added up at each sample; NaN where none of them was there.
std::vector<double> sum(const TelemetrySource& source, std::string_view name) {
  std::vector<double> total(source.at.size(), std::nan(""));
  for (const TelemetrySeries& series : source.series) {
    if (series.name != name) continue;
    const std::vector<double> values = over_time(source, series);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isnan(values[i])) total[i] = std::isnan(total[i]) ? values[i] : total[i] + values[i];
  }
  return total;
}

double area(const TelemetryLine& line) {
  double total = 0;
  for (std::size_t i = 1; i < line.values.size(); ++i)
    if (!std::isnan(line.values[i])) total += line.values[i] * seconds(line.at[i] - line.at[i - 1]);
  return total;
}

// Requests and business first; what counts seconds or bytes would not share their axis.
bool counts_things(const TelemetrySeries& series) {
  return series.counter && series.name.find("seconds") == std::string::npos && series.name.find("bytes") == std::string::npos &&
         series.name.find("minor_units") == std::string::npos && series.name.find("context_switches") == std::string::npos;
}

TelemetryChart of_names(const Telemetry& telemetry, TelemetryChart chart, bool (*wanted)(const TelemetrySeries&)) {
  for (const TelemetrySource& source : telemetry.sources()) {
    std::map<std::string_view, bool> seen;
    for (const TelemetrySeries& series : source.series)
      if (wanted(series) && seen.emplace(series.name, true).second)
        chart.lines.push_back({label_of(series.name), source.at, sum(source, series.name)});
  }
  std::stable_sort(chart.lines.begin(), chart.lines.end(), [](const auto& a, const auto& b) { return area(a) > area(b); });
  while (chart.lines.size() > lines_at_most || (!chart.lines.empty() && area(chart.lines.back()) <= 0)) chart.lines.pop_back();
  return chart;
}

}  // namespace

std::vector<TelemetryChart> telemetry_charts(const Telemetry& telemetry) {
  constexpr double megabyte = 1e6;
  std::vector<TelemetryChart> charts{
      of_processes(telemetry, cpu, {"CPU", "cores", {}}, 1), of_processes(telemetry, memory, {"Memory", "MB", {}}, megabyte),
      of_names(telemetry, {"Waiting or under way", "", {}}, [](const TelemetrySeries& s) { return !s.counter && waits(s.name); }),
      of_names(telemetry, {"Counters", "/s", {}}, counts_things)};
  std::erase_if(charts, [](const TelemetryChart& chart) { return chart.lines.empty(); });
  return charts;
}

}  // namespace rushhour::pages
