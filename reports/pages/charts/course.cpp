#include "reports/pages/charts/course.hpp"

#include <algorithm>

namespace rushhour::pages {

void Course::add(const latency::Interval& interval) {
  CourseInterval one{interval.begin, interval.length, {}, {}, {}, {}};
  std::map<std::pair<std::string, std::string>, latency::Histogram> by_step;
  for (const auto& [series, histogram] : interval.series) {
    if (series.kind == "send_lag") one.send_lag.merge(histogram);
    if (series.kind == "loop_lag") one.loop_lag.merge(histogram);
    if (series.kind != kind_) continue;
    const std::pair key(series.scenario, series.step);
    StepPoint& point = one.steps[key];
    point.count += histogram.count();
    if (!series.ok) point.errors += histogram.count();
    by_step[key].merge(histogram);
  }
  for (const auto& [key, histogram] : by_step) {
    one.steps[key].median_ns = histogram.empty() ? 0 : histogram.quantile(0.5);
    one.times.merge(histogram);
  }
  intervals_.push_back(std::move(one));
}

Instant Course::end() const noexcept { return intervals_.empty() ? Instant(0) : intervals_.back().begin + intervals_.back().length; }

Course course_of(const runs::RunRecord& record, std::string kind) {
  Course course(std::move(kind));
  for (const latency::Interval& interval : record.intervals) course.add(interval);
  return course;
}

}  // namespace rushhour::pages
