#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/pages/charts/course.hpp"

namespace rushhour::pages {

/// How many requests ended in a stretch of time, per second, and a percentile of those.
struct LoadPoint {
  Instant begin{0};
  Instant length{0};
  double rate = 0;
  std::int64_t ns = 0;
};

/// In time order, from `from` on, in at most `most` stretches of one length: the shortest of which two in three carry the quantile `q`, and
/// those that do. Stretches that the run's end cuts to less than half are left out.
std::vector<LoadPoint> load_points(const Course& course, Instant from, std::size_t most, double q);

/// Whether the rate varied enough to say anything about what it does: at least four points, the highest half as much again as the lowest.
bool rate_varies(const std::vector<LoadPoint>& points) noexcept;

/// Where the percentile leaves its floor.
struct Knee {
  std::int64_t floor_ns = 0;     ///< the median of the quarter of the points with the lowest rates
  std::optional<double> from{};  ///< the lowest rate from which on every point, and at least two, lies above twice the floor
  double calm_until = 0;         ///< the highest rate below that
  std::size_t above = 0;         ///< how many points lie above twice the floor, wherever they are
};

/// REQUIRES: rate_varies(points).
Knee knee_of(const std::vector<LoadPoint>& points);

}  // namespace rushhour::pages
