// Points are as long as the shortest rung of the ladder (grid.hpp) that keeps their number within bounds. An interval longer than a rung
// (late in a long run) fills a point alone.

#include "reports/pages/charts/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "reports/pages/charts/grid.hpp"
#include "reports/runs/record_fields.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::pages {
namespace {

struct Point {
  Instant begin{0};
  Instant length{0};
  latency::Histogram times;
};

// The point that an interval belongs to, where each is `width` long.
template <class AnyPoint>
AnyPoint& point_of(std::map<Instant, AnyPoint>& points, const CourseInterval& interval, Instant width) {
  const Instant begin = interval.begin / width * width;
  AnyPoint& point = points[begin];
  point.begin = begin;
  point.length = std::max(point.length, interval.begin - begin + interval.length);
  return point;
}

std::vector<Point> merged_intervals(const Course& course, Instant width) {
  std::map<Instant, Point> points;
  for (const CourseInterval& interval : course.intervals()) point_of(points, interval, width).times.merge(interval.times);
  std::vector<Point> out;
  for (auto& [begin, point] : points) out.push_back(std::move(point));
  return out;
}

// Neighbours that begin within the same stretch of `width` become one, which begins at a multiple of it.
std::vector<Point> merged_points(const std::vector<Point>& points, Instant width) {
  std::vector<Point> merged;
  for (const Point& point : points) {
    const Instant begin = point.begin / width * width;
    if (merged.empty() || merged.back().begin != begin) merged.push_back({begin, Instant(0), {}});
    merged.back().length = point.begin - begin + point.length;
    merged.back().times.merge(point.times);
  }
  return merged;
}

// The points merged into windows as long as a rung, once for all percentiles.
class Windowing {
 public:
  Windowing(std::vector<Point> points, std::size_t base) : base_(base) { by_rung_.emplace(base, std::move(points)); }

  std::size_t base() const noexcept { return base_; }
  const std::vector<Point>& points() const { return by_rung_.at(base_); }

  const std::vector<Point>& at(std::size_t i) {
    const auto found = by_rung_.find(i);
    return found != by_rung_.end() ? found->second : by_rung_.emplace(i, merged_points(points(), rung(i))).first->second;
  }

 private:
  std::size_t base_;
  std::map<std::size_t, std::vector<Point>> by_rung_;
};

// The value of each window, by its begin.
using Windows = std::map<Instant, std::optional<std::int64_t>>;

Windows values_of(const std::vector<Point>& windows, double percentile) {
  const double q = verdicts::quantile_of(percentile);
  Windows values;
  for (const Point& window : windows) {
    if (window.times.empty()) continue;
    std::optional<std::int64_t> value;
    if (q >= 1)
      value = window.times.max();
    else if (runs::supports(window.times, q))
      value = window.times.quantile(q);
    values[window.begin] = value;
  }
  return values;
}

bool mostly_there(const Windows& windows) {
  const auto there = std::count_if(windows.begin(), windows.end(), [](const auto& entry) { return entry.second.has_value(); });
  return 3 * static_cast<std::size_t>(there) >= 2 * windows.size();
}

LatencyLine line_of(Windowing& windowing, double percentile, Instant end) {
  const std::size_t base = windowing.base();
  std::size_t chosen = base;
  Windows windows = values_of(windowing.points(), percentile);
  for (std::size_t i = base + 1; !mostly_there(windows) && i < rung_count && end >= 4 * rung(i); ++i) {
    if (rung(i) % rung(base) != Instant(0)) continue;  // windows must not cut points
    Windows wider = values_of(windowing.at(i), percentile);
    if (!mostly_there(wider)) continue;
    windows = std::move(wider);
    chosen = i;
  }
  LatencyLine line{percentile, rung(chosen), {}};
  for (const Point& point : windowing.points()) {
    const auto window = windows.find(point.begin / line.window * line.window);
    line.values.push_back(window == windows.end() ? std::nullopt : window->second);
  }
  return line;
}

// Counts, not yet rates.
std::vector<RatePoint> counts_of(const runs::RunRecord& record) {
  std::vector<RatePoint> points;
  runs::each_tick(record, [&](const nlohmann::json& tick, Instant begin, Instant end) {
    if (points.empty() || end - begin >= runs::shortest_tick) points.push_back({begin, Instant(0)});
    RatePoint& point = points.back();
    point.length += std::max(end - begin, Instant(0));
    point.offered += static_cast<double>(runs::count_of(record, tick, "offered"));
    point.done += static_cast<double>(runs::count_of(record, tick, "done"));
    point.users = std::max(point.users, runs::count_of(record, tick, "users_busy"));
  });
  return points;
}

// What is left over at the end of a run joins the point before it: a rate over a sliver of time is noise.
void join_sliver(std::map<Instant, RequestPoint>& points) {
  if (points.size() < 2 || points.rbegin()->second.length >= runs::shortest_tick) return;
  const RequestPoint sliver = points.rbegin()->second;
  points.erase(std::prev(points.end()));
  RequestPoint& last = points.rbegin()->second;
  last.length = sliver.begin + sliver.length - last.begin;
  last.sent += sliver.sent;
  last.ended += sliver.ended;
  last.good += sliver.good;
}

}  // namespace

double rounded(double value) noexcept { return std::round(value * 1000) / 1000; }

std::vector<RatePoint> rates_over_time(const runs::RunRecord& record, std::size_t most) {
  const std::vector<RatePoint> counts = counts_of(record);
  const std::size_t together = counts.size() / std::max<std::size_t>(most, 1) + 1;
  std::vector<RatePoint> points;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (i % together == 0) points.push_back({counts[i].begin, Instant(0)});
    RatePoint& point = points.back();
    point.length += counts[i].length;
    point.offered += counts[i].offered;
    point.done += counts[i].done;
    point.users = std::max(point.users, counts[i].users);
  }
  for (RatePoint& point : points) {
    const double length_s = std::max(seconds(point.length), 1e-9);
    point.offered /= length_s;
    point.done /= length_s;
  }
  return points;
}

std::vector<RequestPoint> requests_over_time(const Course& course, std::size_t most) {
  const Instant width = rung(rung_for(course.end(), most));
  std::map<Instant, RequestPoint> points;
  for (const CourseInterval& interval : course.intervals()) {
    RequestPoint& point = point_of(points, interval, width);
    point.sent += static_cast<double>(interval.send_lag.count());
    for (const auto& [name, step] : interval.steps) {
      if (name.second == latency::not_started_step) continue;
      point.ended += static_cast<double>(step.count);
      point.good += static_cast<double>(step.count - step.errors);
    }
  }
  join_sliver(points);
  std::vector<RequestPoint> out;
  for (auto& [begin, point] : points) {
    const double length_s = std::max(seconds(point.length), 1e-9);
    out.push_back({begin, point.length, point.sent / length_s, point.ended / length_s, point.good / length_s});
  }
  return out;
}

LatencyTimeline latency_over_time(const Course& course, const std::vector<double>& percentiles, std::size_t most) {
  LatencyTimeline timeline;
  const std::size_t base = rung_for(course.end(), most);
  Windowing windowing(merged_intervals(course, rung(base)), base);
  for (const Point& point : windowing.points()) {
    timeline.begins.push_back(point.begin);
    timeline.lengths.push_back(point.length);
  }
  for (const double percentile : percentiles) timeline.lines.push_back(line_of(windowing, percentile, course.end()));
  return timeline;
}

}  // namespace rushhour::pages
