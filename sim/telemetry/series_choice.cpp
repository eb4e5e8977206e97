#include "sim/telemetry/series_choice.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rushhour::sim {
namespace {

constexpr std::size_t longest_series = 1000;   // bytes of name and labels
constexpr std::size_t names_counted = 10'000;  // of those that found no place
constexpr std::size_t never = static_cast<std::size_t>(-1);

// What one looks at first, of the process, of our own target, of a Node or Go program, of a machine; then whatever else there is.
std::vector<std::string> usual() {
  return {"process_cpu_seconds_total",
          "process_resident_memory_bytes",
          "process_open_fds",
          "rushhour_target_http_requests_in_flight*",
          "rushhour_target_store_queue_*",
          "rushhour_target_store_held_operations",
          "rushhour_target_events_total",
          "rushhour_target_revenue_minor_units_total",
          "rushhour_target_refunds_minor_units_total",
          "rushhour_target_orders_*",
          "rushhour_target_refusals_total",
          "rushhour_target_http_requests_total",
          "http_requests_total",
          "http_requests_in_flight",
          "nodejs_eventloop_lag_seconds",
          "nodejs_heap_size_used_bytes",
          "go_goroutines",
          "node_load1",
          "node_cpu_seconds_total",
          "node_memory_MemAvailable_bytes",
          "*"};
}

bool matches(std::string_view name, std::string_view pattern) {
  if (!pattern.ends_with('*')) return name == pattern;
  return name.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool is_part(const MetricSample& sample) {
  if (sample.name.ends_with("_bucket") || sample.name.ends_with("_created")) return true;
  return sample.type == MetricType::summary && sample.labels.find("quantile=\"") != std::string::npos;
}

bool grows(const MetricSample& sample) {
  const bool sum = sample.name.ends_with("_count") || sample.name.ends_with("_sum") || sample.name.ends_with("_bucket");
  if (sample.type == MetricType::histogram || sample.type == MetricType::summary) return sum;
  return sample.type == MetricType::counter || (sample.type == MetricType::unknown && sample.name.ends_with("_total"));
}

std::string key_of(const Reading& reading) { return reading.name + '{' + reading.labels + '}'; }

}  // namespace

SeriesChoice::SeriesChoice(std::vector<std::string> keep) : named_(!keep.empty()), keep_(named_ ? std::move(keep) : usual()) {}

std::size_t SeriesChoice::rank(const MetricSample& sample) const {
  if (!named_ && is_part(sample)) return never;
  const auto found = std::find_if(keep_.begin(), keep_.end(), [&](const std::string& pattern) { return matches(sample.name, pattern); });
  return found == keep_.end() ? never : static_cast<std::size_t>(found - keep_.begin());
}

std::vector<Reading> SeriesChoice::read(std::string_view text) {
  std::vector<Reading> readings;
  std::vector<std::pair<std::size_t, Reading>> candidates;
  std::set<std::string> seen;  // a series that stands twice counts once
  read_metrics(text, [&](const MetricSample& sample) {
    const std::size_t place = rank(sample);
    if (place == never || !std::isfinite(sample.value)) return;
    Reading reading{std::string(sample.name), sample.labels, grows(sample), sample.value};
    std::string key = key_of(reading);
    const bool kept = kept_.contains(key);
    if (!seen.insert(std::move(key)).second) return;
    if (kept)
      readings.push_back(std::move(reading));
    else if (kept_.size() < most)
      candidates.emplace_back(place, std::move(reading));
    else
      leave_out(reading);
  });
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [place, reading] : candidates) {
    const std::string key = key_of(reading);
    const bool whatever_else = !named_ && place + 1 == keep_.size();
    if (kept_.size() >= (whatever_else ? most_unasked : most) || key.size() > longest_series) {
      leave_out(reading);
      continue;
    }
    kept_.insert(key);
    readings.push_back(std::move(reading));
  }
  return readings;
}

void SeriesChoice::leave_out(const Reading& reading) {
  if (left_out_.size() < names_counted)
    left_out_.insert(key_of(reading).substr(0, longest_series));
  else
    uncounted_ = 1;
}

}  // namespace rushhour::sim
