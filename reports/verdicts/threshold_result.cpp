#include "reports/verdicts/threshold_result.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reports/latency/series.hpp"

namespace rushhour::verdicts {
namespace {

using Metric = Threshold::Metric;
using Aggregate = Threshold::Aggregate;
using Comparison = Threshold::Comparison;
using State = ThresholdResult::State;

bool holds(Comparison comparison, double observed, double limit) noexcept {
  switch (comparison) {
    case Comparison::less:
      return observed < limit;
    case Comparison::less_equal:
      return observed <= limit;
    case Comparison::greater:
      return observed > limit;
    case Comparison::greater_equal:
      return observed >= limit;
    case Comparison::equal:
      break;
  }
  return observed == limit;
}

bool wants_more(Comparison c) noexcept { return c == Comparison::greater || c == Comparison::greater_equal; }

bool selects(const Threshold& t, const std::string& scenario, const std::string& step) {
  return (t.scenario.empty() || t.scenario == scenario) && (t.step.empty() || t.step == step);
}

// Histograms are merged, never percentiles.
runs::Latency selected_latency(const Threshold& t, const runs::RunRecord& record, const runs::Summary& summary) {
  const bool response = t.kind == Metric::response_time;
  runs::Latency sum;
  if (!t.ok) {
    for (const runs::StepFigures& step : summary.steps) {
      if (!selects(t, step.scenario, step.step)) continue;
      const runs::Latency& latency = response ? step.response : step.service;
      sum.all.merge(latency.all);
      sum.bounds.merge(latency.bounds);
    }
    return sum;
  }
  const std::string_view kind = response ? "response" : "service";
  for (const latency::Interval& interval : record.intervals)
    for (const auto& [series, histogram] : interval.series) {
      if (series.warmup || series.ok != *t.ok || !series.kind.starts_with(kind) || !selects(t, series.scenario, series.step)) continue;
      if (series.kind == kind) sum.all.merge(histogram);
      if (series.kind.size() > kind.size() && series.kind.substr(kind.size()) == "_bound") sum.bounds.merge(histogram);
    }
  return sum;
}

// What was counted, of how many.
struct Counted {
  std::uint64_t count = 0;
  std::uint64_t of = 0;
  bool any_data = false;
};

Counted count_requests(const Threshold& t, const runs::Summary& summary) {
  Counted sum;
  for (const runs::StepFigures& step : summary.steps) {
    if (!selects(t, step.scenario, step.step)) continue;
    const bool errors = t.kind == Metric::errors || t.ok == false;
    sum.count += errors ? step.errors : t.ok == true ? step.count - step.errors : step.count;
    sum.of += step.count;
  }
  sum.any_data = sum.of > 0;
  return sum;
}

Counted count_checks(const Threshold& t, const runs::Summary& summary) {
  Counted sum;
  for (const auto& [name, figures] : summary.checks) {
    if (!t.check.empty() && t.check != name) continue;
    sum.count += figures.passes;
    sum.of += figures.passes + figures.fails;
  }
  sum.any_data = sum.of > 0;
  return sum;
}

// Iterations carry no phase; those of the warm-up are told apart by the tick in whose middle they were counted.
Counted count_iterations(const Threshold& t, const runs::RunRecord& record, const runs::Summary& summary) {
  const bool dropped = t.kind == Metric::dropped;
  Counted sum{dropped ? summary.load.dropped : summary.load.done, summary.load.offered, summary.load.offered > 0};
  if (summary.warmup.count() == 0) return sum;
  sum.count = sum.of = 0;
  std::int64_t before_ns = 0;
  for (const nlohmann::json& tick : record.ticks) {
    const std::int64_t at_ns = tick.value("at_ns", std::int64_t{0});
    const bool inside = before_ns + (at_ns - before_ns) / 2 >= summary.warmup.count();
    before_ns = at_ns;
    if (!inside) continue;
    sum.count += tick.value(dropped ? "dropped" : "done", std::uint64_t{0});
    sum.of += tick.value("offered", std::uint64_t{0});
  }
  return sum;
}

Counted count(const Threshold& t, const runs::RunRecord& record, const runs::Summary& summary) {
  if (t.kind == Metric::checks) return count_checks(t, summary);
  if (t.kind == Metric::iterations || t.kind == Metric::dropped) return count_iterations(t, record, summary);
  return count_requests(t, summary);
}

// A finished run is measured against its plan, even if its last sample came early; one that was cut short against what it lasted.
double main_seconds(const runs::RunRecord& record, const runs::Summary& summary) {
  const auto ended_by = record.meta.find("ended_by");
  const bool whole = !record.interrupted && ended_by != record.meta.end() && *ended_by == "plan";
  const Instant length = whole ? std::max(summary.planned, summary.actual) : summary.actual;
  return seconds(length - summary.warmup);
}

void judge_count(ThresholdResult& result, const Counted& counted, double length_s) {
  const Threshold& t = result.threshold;
  result.samples = counted.of;
  if (!counted.any_data) return;
  result.observed = static_cast<double>(counted.count);
  if (t.unit() == Threshold::Unit::share) result.observed /= static_cast<double>(counted.of);
  if (t.unit() == Threshold::Unit::per_second) {
    if (length_s <= 0) return;
    result.observed /= length_s;
  }
  result.state = holds(t.comparison, result.observed, t.limit) ? State::passed : State::failed;
}

void read_figure(ThresholdResult& result, const runs::Latency& latency) {
  const Threshold& t = result.threshold;
  const double q = quantile_of(t.percentile);
  switch (t.aggregate) {
    case Aggregate::avg:
      result.observed = latency.all.mean();
      result.at_least = !latency.bounds.empty();
      return;
    case Aggregate::min:
      result.observed = static_cast<double>(latency.all.min());
      result.at_least = !latency.bounds.empty() && latency.bounds.min() <= latency.all.min();
      return;
    case Aggregate::max:
      result.observed = static_cast<double>(latency.all.max());
      result.at_least = latency.at_least(1);
      return;
    default:
      result.observed = static_cast<double>(latency.all.quantile(q));
      result.at_least = latency.at_least(q);
  }
}

void judge_time(ThresholdResult& result, const runs::Latency& latency) {
  const Threshold& t = result.threshold;
  result.samples = latency.all.count();
  if (t.aggregate == Aggregate::percentile && t.percentile < 100)
    result.samples_needed = static_cast<std::uint64_t>(std::ceil(10 / (1 - quantile_of(t.percentile)) - 1e-6));
  if (latency.all.empty()) return;
  if (t.aggregate == Aggregate::percentile && !latency.supported(quantile_of(t.percentile))) {
    result.state = State::unsupported;
    return;
  }
  read_figure(result, latency);
  const bool good = holds(t.comparison, result.observed, t.limit);
  result.state = good ? State::passed : State::failed;
  // The true figure is larger still: that settles "more than", and leaves open whatever it could yet grow out of.
  if (result.at_least && good && !wants_more(t.comparison)) result.state = State::unsupported;
  if (result.at_least && !good && wants_more(t.comparison)) result.state = State::unsupported;
}

}  // namespace

bool ThresholdResult::has_figure() const noexcept {
  return state == State::passed || state == State::failed || (state == State::unsupported && at_least);
}

double ThresholdResult::margin() const noexcept {
  if (!has_figure() || threshold.limit == 0) return std::numeric_limits<double>::quiet_NaN();
  const double above = (observed - threshold.limit) / threshold.limit;
  if (threshold.comparison == Comparison::equal) return -std::abs(above);
  return wants_more(threshold.comparison) ? above : -above;
}

ThresholdResult judge(const Threshold& threshold, const runs::RunRecord& record, const runs::Summary& summary) {
  ThresholdResult result;
  result.threshold = threshold;
  if (threshold.unit() == Threshold::Unit::nanoseconds)
    judge_time(result, selected_latency(threshold, record, summary));
  else
    judge_count(result, count(threshold, record, summary), main_seconds(record, summary));
  return result;
}

std::string_view to_string(State state) noexcept {
  switch (state) {
    case State::passed:
      return "passed";
    case State::failed:
      return "failed";
    case State::unsupported:
      return "unsupported";
    case State::no_data:
      break;
  }
  return "no_data";
}

}  // namespace rushhour::verdicts
