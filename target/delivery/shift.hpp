#pragma once

#include <cstdint>

#include "reports/foundation/instant.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::delivery {

/// Whether a courier works, as it was last said. Where couriers are in between is not kept for good.
struct Shift {
  std::uint32_t courier = 0;
  bool on = false;
  Point at;  ///< where it began or ended
  WallTime since{};
  std::uint32_t revision = 0;  ///< how often it began or ended

  bool operator==(const Shift&) const = default;
};

}  // namespace rushhour::delivery
