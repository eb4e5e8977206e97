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

/// As the crow flies, in metres. What roads add to it is a matter of travel (target/dispatch).
inline double distance_m(Point a, Point b) noexcept {
  return std::hypot(static_cast<double>(a.x_m) - b.x_m, static_cast<double>(a.y_m) - b.y_m);
}

}  // namespace rushhour::delivery
