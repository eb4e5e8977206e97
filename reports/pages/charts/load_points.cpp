#include "reports/pages/charts/load_points.hpp"

#include <algorithm>
#include <map>

#include "reports/pages/charts/grid.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::pages {
namespace {

struct Stretch {
  Instant length{0};
  std::uint64_t ended = 0;
  latency::Histogram times;
};

std::vector<LoadPoint> points_of(const Course& course, Instant from, Instant width, double q, bool& mostly) {
  std::map<Instant, Stretch> stretches;
  for (const CourseInterval& interval : course.intervals()) {
    if (interval.begin < from) continue;
    Stretch& stretch = stretches[interval.begin / width * width];
    stretch.length += interval.length;
    stretch.times.merge(interval.times);
    for (const auto& [name, step] : interval.steps)
      if (name.second != latency::not_started_step) stretch.ended += step.count;
  }
  std::vector<LoadPoint> points;
  std::size_t whole = 0;
  for (auto& [begin, stretch] : stretches) {
    if (2 * stretch.length < width) continue;
    ++whole;
    const runs::Latency latency{std::move(stretch.times), {}};
    if (const std::optional<std::int64_t> ns = latency.at(q))
      points.push_back({begin, stretch.length, static_cast<double>(stretch.ended) / seconds(stretch.length), *ns});
  }
  mostly = !points.empty() && 3 * points.size() >= 2 * whole;
  return points;
}

}  // namespace

std::vector<LoadPoint> load_points(const Course& course, Instant from, std::size_t most, double q) {
  for (std::size_t i = rung_for(course.end() - from, most); i < rung_count; ++i) {
    bool mostly = false;
    std::vector<LoadPoint> points = points_of(course, from, rung(i), q, mostly);
    if (mostly) return points;
  }
  return {};
}

bool rate_varies(const std::vector<LoadPoint>& points) noexcept {
  if (points.size() < 4) return false;
  const auto [lowest, highest] =
      std::minmax_element(points.begin(), points.end(), [](const LoadPoint& a, const LoadPoint& b) { return a.rate < b.rate; });
  return highest->rate >= 1.5 * lowest->rate;
}

Knee knee_of(const std::vector<LoadPoint>& points) {
  std::vector<LoadPoint> rising = points;
  std::stable_sort(rising.begin(), rising.end(), [](const LoadPoint& a, const LoadPoint& b) { return a.rate < b.rate; });
  std::vector<std::int64_t> low;
  for (std::size_t i = 0; i < std::max<std::size_t>(rising.size() / 4, 1); ++i) low.push_back(rising[i].ns);
  std::sort(low.begin(), low.end());
  Knee knee{low[(low.size() - 1) / 2]};
  const auto is_above = [&](const LoadPoint& point) { return point.ns > 2 * knee.floor_ns; };
  knee.above = static_cast<std::size_t>(std::count_if(rising.begin(), rising.end(), is_above));
  std::size_t begin = rising.size();
  while (begin > 0 && is_above(rising[begin - 1])) --begin;
  if (begin + 2 > rising.size() || begin == 0) return knee;
  knee.from = rising[begin].rate;
  knee.calm_until = rising[begin - 1].rate;
  return knee;
}

}  // namespace rushhour::pages
