#include "reports/runs/script_metrics.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "reports/runs/record_fields.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

using PartKey = std::pair<std::string, latency::Tags>;
using ByName = std::map<std::pair<std::string, std::string>, std::map<PartKey, MetricSums>>;  // by name and kind

constexpr std::array<std::string_view, 3> counted_kinds{"counter", "gauge", "rate"};

latency::Tags tags_of(const RunRecord& record, const json& line) {
  latency::Tags tags;
  const json& stated = object_of(record, line, "tags");
  for (const auto& [name, value] : stated.items()) tags[name] = text_of(record, stated, name.c_str());
  return tags;
}

void count_line(const RunRecord& record, const json& line, ByName& metrics) {
  const std::string kind = text_of(record, line, "kind");
  if (std::find(counted_kinds.begin(), counted_kinds.end(), kind) == counted_kinds.end())
    damaged(record, "kind", "kind of metric", line.value("kind", json()));
  MetricSums sums;
  sums.count = count_of(record, line, "count");
  sums.hits = count_of(record, line, "hits");
  sums.sum = number_of(record, line, "sum");
  sums.last = number_of(record, line, "last");
  sums.last_at = instant_of(record, line, "last_ns");
  sums.min = number_of(record, line, "min");
  sums.max = number_of(record, line, "max");
  metrics[{text_of(record, line, "name"), kind}][{text_of(record, line, "scenario"), tags_of(record, line)}].merge(sums);
}

void add_trend(const latency::Series& series, const latency::Histogram& histogram, ByName& metrics) {
  for (const std::string_view prefix : {latency::time_prefix, latency::trend_prefix}) {
    if (series.warmup || !series.kind.starts_with(prefix)) continue;
    const std::string kind(prefix.substr(0, prefix.size() - 1));
    MetricSums& sums = metrics[{series.kind.substr(prefix.size()), kind}][{series.scenario, series.tags}];
    sums.count += histogram.count();
    sums.values.merge(histogram);
  }
}

}  // namespace

void MetricSums::merge(const MetricSums& other) {
  if (other.count == 0) return;
  min = count == 0 ? other.min : std::min(min, other.min);
  max = count == 0 ? other.max : std::max(max, other.max);
  if (other.last_at >= last_at) {
    last = other.last;
    last_at = other.last_at;
  }
  count += other.count;
  hits += other.hits;
  sum += other.sum;
  values.merge(other.values);
}

std::vector<MetricFigures> script_metrics(const RunRecord& record, Instant warmup) {
  ByName found;
  each_tick(record, [&](const json& tick, Instant begin, Instant end) {
    const json& lines = list_of(record, tick, "metrics");
    if (middle_of(begin, end) < warmup) return;
    for (const json& line : lines) count_line(record, line, found);
  });
  for (const latency::Interval& interval : record.intervals)
    for (const auto& [series, histogram] : interval.series) add_trend(series, histogram, found);
  std::vector<MetricFigures> metrics;
  for (auto& [key, parts] : found) {
    MetricFigures figures{key.first, key.second, {}, {}};
    for (auto& [part, sums] : parts) {
      figures.all.merge(sums);
      figures.parts.push_back({part.first, part.second, std::move(sums)});
    }
    metrics.push_back(std::move(figures));
  }
  return metrics;
}

}  // namespace rushhour::runs
