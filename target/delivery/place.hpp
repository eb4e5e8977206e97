#pragma once

#include <cmath>
#include <cstdint>

namespace rushhour::delivery {

/// A place in the city, in metres from its centre: x to the east, y to the north.
struct Point {
  std::int32_t x_m = 0;
  std::int32_t y_m = 0;

  constexpr bool operator==(const Point&) const = default;
};

/// Nobody delivers to places further than this from the centre, in either direction.
inline constexpr std::int32_t reach_m = 20'000;
constexpr bool in_reach(Point p) noexcept { return -reach_m <= p.x_m && p.x_m <= reach_m && -reach_m <= p.y_m && p.y_m <= reach_m; }

/// As the crow flies, in metres. What roads add to it is a matter of travel (target/dispatch).
inline double distance_m(Point a, Point b) noexcept {
  const double dx = static_cast<double>(a.x_m) - b.x_m;
  const double dy = static_cast<double>(a.y_m) - b.y_m;
  return std::sqrt(dx * dx + dy * dy);  // metres cannot overflow, which is what std::hypot would be paid for
}

}  // namespace rushhour::delivery
