#include "reports/pages/panels/time/business_cost.hpp"

#include <algorithm>
#include <cmath>

#include "reports/runs/record_fields.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Span;
using verdicts::Threshold;

constexpr double usual_percentile = 99;
constexpr Instant longest_stretch = std::chrono::minutes(1);

/// Intervals joined until a percentile has ten samples beyond it.
struct LatencyStretch {
  Span span;
  latency::Histogram times;
};

std::vector<LatencyStretch> latency_stretches(const Course& course, Instant warmup, double percentile) {
  constexpr double rounding = 1e-9;  // 1 - 0.999 is no whole thousandth
  const double needed = 10 / (1 - percentile / 100) * (1 - rounding);
  std::vector<LatencyStretch> stretches;
  bool open = false;
  for (const CourseInterval& interval : course.intervals()) {
    if (interval.begin < warmup) continue;
    if (!open) stretches.push_back({{interval.begin, interval.begin}, {}});
    LatencyStretch& stretch = stretches.back();
    stretch.span.end = interval.begin + interval.length;
    stretch.times.merge(interval.times);
    open = static_cast<double>(stretch.times.count()) < needed && stretch.span.end - stretch.span.begin < longest_stretch;
  }
  return stretches;
}

// The first threshold on a percentile of all requests' latency, if the run has one.
const Threshold* limit_of(const verdicts::Conclusion& conclusion, std::string_view kind) {
  const auto wanted = kind == "service" ? Threshold::Metric::service_time : Threshold::Metric::response_time;
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
    const Threshold& t = result.threshold;
    const bool above = t.comparison == Threshold::Comparison::less || t.comparison == Threshold::Comparison::less_equal;
    const bool of_all = t.scenario.empty() && t.step.empty() && t.tags.empty() && !t.ok && !t.stage;
    if (t.kind == wanted && of_all && above && t.aggregate == Threshold::Aggregate::percentile && t.percentile > 0 && t.percentile < 100)
      return &t;
  }
  return nullptr;
}

std::int64_t twice_the_median(const std::vector<LatencyStretch>& stretches) {
  std::vector<std::int64_t> values;
  for (const LatencyStretch& stretch : stretches)
    if (!stretch.times.empty()) values.push_back(stretch.times.quantile(usual_percentile / 100));
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return 2 * *middle;
}

bool is_slow(const LatencyStretch& stretch, const BusinessCost& cost) {
  const double beyond = static_cast<double>(stretch.times.count_above(cost.limit_ns));
  return beyond > (1 - cost.percentile / 100) * static_cast<double>(stretch.times.count());
}

BusinessCost::Side* side_of(BusinessCost& cost, const std::vector<LatencyStretch>& stretches, const std::vector<bool>& slow, Instant at) {
  const auto after = std::upper_bound(stretches.begin(), stretches.end(), at,
                                      [](Instant when, const LatencyStretch& one) { return when < one.span.begin; });
  if (after == stretches.begin() || !std::prev(after)->span.holds(at)) return nullptr;
  return slow[static_cast<std::size_t>(std::prev(after) - stretches.begin())] ? &cost.slow : &cost.others;
}

void fill(BusinessCost& cost, const Material& material, const runs::Business& business, const std::vector<LatencyStretch>& stretches,
          const std::vector<bool>& slow) {
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const Span span = stretches[i].span;
    (slow[i] ? cost.slow : cost.others).length += span.end - span.begin;
    if (!slow[i]) continue;
    if (!cost.spans.empty() && cost.spans.back().end == span.begin)
      cost.spans.back().end = span.end;
    else
      cost.spans.push_back(span);
  }
  runs::each_tick(material.record, [&](const nlohmann::json& tick, Instant begin, Instant end) {
    if (BusinessCost::Side* side = side_of(cost, stretches, slow, runs::middle_of(begin, end)))
      side->offered += static_cast<double>(runs::count_of(material.record, tick, "offered"));
  });
  for (const runs::BusinessPoint& point : business.points)
    if (BusinessCost::Side* side = side_of(cost, stretches, slow, point.begin + point.length / 2)) {
      side->placed += point.placed;
      side->revenue += point.revenue;
    }
}

}  // namespace

double BusinessCost::orders_missing() const noexcept {
  return std::max(0.0, (others.orders_per_offered() - slow.orders_per_offered()) * slow.offered);
}

double BusinessCost::revenue_missing() const noexcept { return others.placed > 0 ? orders_missing() * others.revenue / others.placed : 0; }

std::optional<BusinessCost> cost_of(const Material& material, const runs::Business& business) {
  BusinessCost cost;
  const Threshold* threshold = limit_of(material.conclusion, material.course.kind());
  cost.percentile = threshold != nullptr ? threshold->percentile : usual_percentile;
  const std::vector<LatencyStretch> stretches = latency_stretches(material.course, material.summary().warmup, cost.percentile);
  cost.of_threshold = threshold != nullptr;
  cost.limit_ns = threshold != nullptr ? std::llround(threshold->limit) : twice_the_median(stretches);
  if (business.points.empty() || cost.limit_ns <= 0) return std::nullopt;
  std::vector<bool> slow;
  for (const LatencyStretch& stretch : stretches) slow.push_back(is_slow(stretch, cost));
  fill(cost, material, business, stretches, slow);
  if (cost.slow.offered <= 0 || cost.others.offered <= 0) return std::nullopt;
  return cost;
}

}  // namespace rushhour::pages
