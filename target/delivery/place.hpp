#pragma once

#include <cstdint>

namespace rushhour::delivery {

/// A place in the city: metres east and north of its centre.
struct Point {
  std::int32_t x_m = 0;
  std::int32_t y_m = 0;

  bool operator==(const Point&) const = default;
};

}  // namespace rushhour::delivery
