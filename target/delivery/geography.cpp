#include "target/delivery/geography.hpp"

#include <cmath>
#include <numbers>

namespace rushhour::delivery {

std::size_t draw_quarter(RandomStream& random) noexcept {
  double total = 0;
  for (std::size_t i = 0; i < quarters.size(); ++i) total += 1 / std::sqrt(static_cast<double>(i + 1));
  double at = random.uniform() * total;
  for (std::size_t i = 0; i + 1 < quarters.size(); ++i) {
    at -= 1 / std::sqrt(static_cast<double>(i + 1));
    if (at < 0) return i;
  }
  return quarters.size() - 1;
}

// A disc's area grows with the square of its radius, so the distance from the centre is the root of an even number. Coordinates are cut
// towards the centre, which keeps every point within the disc.
Point draw_point(RandomStream& random, Point centre, std::int32_t radius_m) noexcept {
  const double from_centre = radius_m * std::sqrt(random.uniform());
  const double angle = 2 * std::numbers::pi * random.uniform();
  return {centre.x_m + static_cast<std::int32_t>(from_centre * std::cos(angle)),
          centre.y_m + static_cast<std::int32_t>(from_centre * std::sin(angle))};
}

}  // namespace rushhour::delivery
