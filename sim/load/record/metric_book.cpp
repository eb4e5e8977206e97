#include "sim/load/record/metric_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace rushhour::load {
namespace {

constexpr std::size_t metric_limit = 200;  // names

bool is_trend(MetricKind kind) noexcept { return kind == MetricKind::trend || kind == MetricKind::time; }

// Milliseconds to nanoseconds, other numbers to thousandths. What would not fit is the most that a histogram holds anyway.
std::int64_t recorded(MetricKind kind, double value) noexcept {
  constexpr double most = 9e18;
  return std::llround(std::min(value * (kind == MetricKind::time ? 1e6 : 1e3), most));
}

constexpr std::uint64_t cell_key(const MetricBook::Place& place) { return std::uint64_t{place.scenario} << 32 | place.tags; }

}  // namespace

bool is_metric_name(std::string_view name) noexcept {
  constexpr std::size_t longest = 100;
  return !name.empty() && name.size() <= longest &&
         name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == std::string_view::npos;
}

std::optional<std::size_t> MetricBook::declare(std::string_view name, MetricKind kind) {
  if (const auto known = names_.find(name); known != names_.end())
    return metrics_[known->second].kind == kind ? std::optional(known->second) : std::nullopt;
  if (names_.size() < metric_limit) return names_[std::string(name)] = add_metric(name, kind);
  const auto other = others_.find(kind);
  return other != others_.end() ? other->second : others_[kind] = add_metric(other_names, kind);
}

std::size_t MetricBook::add_metric(std::string_view name, MetricKind kind) {
  metrics_.push_back({std::string(name), kind});
  return metrics_.size() - 1;
}

void MetricBook::add(std::size_t number, const Place& place, double value) {
  Metric& metric = metrics_[number];
  Cell& cell = metric.cells[cell_key(place)];
  if (!is_trend(metric.kind)) return cell.figures.add(metric.kind, value, place.at);
  auto& samples = cell.samples[place.warmup ? 1 : 0];
  if (!samples) samples = std::make_unique<latency::Histogram>();
  samples->record(recorded(metric.kind, value));
}

void MetricBook::take_tick(Tick& tick, const TagValues& values) {
  for (Metric& metric : metrics_) {
    if (is_trend(metric.kind)) continue;
    for (auto& [key, cell] : metric.cells) {
      if (cell.figures.count == 0) continue;
      const auto tags = values.tags_of(static_cast<TagValues::Key>(key));
      tick.metrics[{metric.name, metric.kind, key >> 32, tags}].merge(std::exchange(cell.figures, {}));
    }
  }
  if (!others_.empty())
    tick.warnings.insert(
        fmt::format("The script has more than {} metrics of its own: the rest share '(other)', one of each kind.", metric_limit));
}

void MetricBook::take_interval(latency::Interval& interval, const Plan& plan, const TagValues& values) {
  for (Metric& metric : metrics_) {
    const std::string_view prefix = metric.kind == MetricKind::time ? latency::time_prefix : latency::trend_prefix;
    for (auto& [key, cell] : metric.cells)
      for (const bool warmup : {false, true}) {
        auto& samples = cell.samples[warmup ? 1 : 0];
        if (!samples) continue;
        latency::Series series{plan.scenarios[key >> 32].name,
                               "",
                               std::string(prefix) + metric.name,
                               true,
                               warmup,
                               values.tags_of(static_cast<TagValues::Key>(key))};
        interval.series.emplace(std::move(series), std::move(*std::exchange(samples, nullptr)));
      }
  }
}

}  // namespace rushhour::load
