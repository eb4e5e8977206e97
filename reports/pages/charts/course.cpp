#include "reports/pages/charts/course.hpp"

#include <algorithm>

#include "reports/pages/charts/grid.hpp"

namespace rushhour::pages {
namespace {

void append(CourseInterval& into, const CourseInterval& later) {
  into.length = later.begin + later.length - into.begin;
  into.times.merge(later.times);
  into.send_lag.merge(later.send_lag);
  into.loop_lag.merge(later.loop_lag);
  for (const auto& [name, point] : later.steps) {
    StepPoint& sum = into.steps[name];
    if (point.count > sum.count) sum.median_ns = point.median_ns;
    sum.count += point.count;
    sum.errors += point.errors;
  }
}

}  // namespace

void Course::add(const latency::Interval& interval) {
  CourseInterval one{interval.begin, interval.length, {}, {}, {}, {}};
  using Outcomes = std::vector<const latency::Histogram*>;  // of a step: most often only those that were as expected
  std::map<std::pair<std::string, std::string>, Outcomes> by_step;
  for (const auto& [series, histogram] : interval.series) {
    if (series.kind == "send_lag") one.send_lag.merge(histogram);
    if (series.kind == "loop_lag") one.loop_lag.merge(histogram);
    if (series.kind != kind_ || histogram.empty()) continue;
    const std::pair key(series.scenario, series.step);
    StepPoint& point = one.steps[key];
    point.count += histogram.count();
    if (!series.ok) point.errors += histogram.count();
    by_step[key].push_back(&histogram);
    one.times.merge(histogram);
  }
  for (const auto& [key, outcomes] : by_step) {
    latency::Histogram together;
    if (outcomes.size() > 1)
      for (const latency::Histogram* histogram : outcomes) together.merge(*histogram);
    one.steps[key].median_ns = (outcomes.size() > 1 ? together : *outcomes.front()).quantile(0.5);
  }
  intervals_.push_back(std::move(one));
}

void Course::coarsen(std::size_t most) {
  const Instant width = rung(rung_for(end(), most));
  std::vector<CourseInterval> merged;
  for (CourseInterval& later : intervals_) {
    if (merged.empty() || merged.back().begin / width != later.begin / width)
      merged.push_back(std::move(later));
    else
      append(merged.back(), later);
  }
  intervals_ = std::move(merged);
}

Instant Course::end() const noexcept { return intervals_.empty() ? Instant(0) : intervals_.back().begin + intervals_.back().length; }

Course course_of(const runs::RunRecord& record, std::string kind) {
  Course course(std::move(kind));
  for (const latency::Interval& interval : record.intervals) course.add(interval);
  return course;
}

}  // namespace rushhour::pages
