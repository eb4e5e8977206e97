#include "reports/verdicts/threshold_result.hpp"

#include <cmath>
#include <limits>

namespace rushhour::verdicts {
namespace {

using Aggregate = Threshold::Aggregate;
using Comparison = Threshold::Comparison;
using Metric = Threshold::Metric;
using State = Judgement::State;

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

bool is_distribution(const Threshold& t) noexcept { return t.unit() == Threshold::Unit::nanoseconds || t.kind == Metric::trend; }

void read_distribution(Judgement& judgement, const Threshold& t, const runs::Latency& latency) {
  const double q = quantile_of(t.percentile);
  switch (t.aggregate) {
    case Aggregate::avg:
      judgement.observed = latency.all.mean();
      judgement.at_least = !latency.bounds.empty();
      break;
    case Aggregate::min:
      judgement.observed = static_cast<double>(latency.all.min());
      judgement.at_least = !latency.bounds.empty() && latency.bounds.min() <= latency.all.min();
      break;
    case Aggregate::max:
      judgement.observed = static_cast<double>(latency.all.max());
      judgement.at_least = latency.at_least(1);
      break;
    default:
      judgement.observed = static_cast<double>(latency.all.quantile(q));
      judgement.at_least = latency.at_least(q);
  }
  if (t.kind == Metric::trend) judgement.observed /= 1000;  // kept in thousandths
}

Judgement judge_distribution(const Threshold& t, const runs::Latency& latency) {
  Judgement judgement;
  judgement.samples = latency.all.count();
  if (latency.all.empty()) return judgement;
  if (t.aggregate == Aggregate::percentile && !latency.supported(quantile_of(t.percentile))) {
    judgement.state = State::unsupported;
    return judgement;
  }
  read_distribution(judgement, t, latency);
  const bool good = holds(t.comparison, judgement.observed, t.limit);
  judgement.state = good ? State::passed : State::failed;
  // The true figure is larger still: that settles "more than", and leaves open whatever it could yet grow out of.
  if (judgement.at_least && good != wants_more(t.comparison)) judgement.state = State::unsupported;
  return judgement;
}

double gauge_figure(const Threshold& t, const Gathering& gathered) noexcept {
  if (t.aggregate == Aggregate::min) return gathered.min;
  return t.aggregate == Aggregate::max ? gathered.max : gathered.last;
}

double distance(const Threshold& t, const Judgement& judgement) noexcept {
  if (t.comparison == Comparison::equal) return std::abs(judgement.observed - t.limit);
  return wants_more(t.comparison) ? t.limit - judgement.observed : judgement.observed - t.limit;
}

int badness(State state) noexcept {
  switch (state) {
    case State::failed:
      return 3;
    case State::unsupported:
      return 2;
    case State::passed:
      return 1;
    case State::no_data:
      break;
  }
  return 0;
}

}  // namespace

Judgement judge(const Threshold& t, const Gathering& gathered, Instant length) {
  if (is_distribution(t)) return judge_distribution(t, gathered.times);
  Judgement judgement;
  judgement.samples = gathered.of;
  if (gathered.of == 0) return judgement;
  if (t.aggregate == Aggregate::count || t.aggregate == Aggregate::rate) {
    judgement.observed = gathered.count;
    if (t.unit() == Threshold::Unit::share) judgement.observed /= static_cast<double>(gathered.of);
    if (t.unit() == Threshold::Unit::per_second) {
      if (length <= Instant(0)) return judgement;
      judgement.observed /= seconds(length);
    }
  } else {
    judgement.observed = gauge_figure(t, gathered);
  }
  judgement.state = holds(t.comparison, judgement.observed, t.limit) ? State::passed : State::failed;
  return judgement;
}

bool is_worse(const Threshold& t, const Judgement& a, const Judgement& b) noexcept {
  if (a.state != b.state) return badness(a.state) > badness(b.state);
  return distance(t, a) > distance(t, b);
}

double ThresholdResult::margin() const noexcept {
  if (!has_figure() || threshold.limit == 0) return std::numeric_limits<double>::quiet_NaN();
  return -distance(threshold, *this) / std::abs(threshold.limit);
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
