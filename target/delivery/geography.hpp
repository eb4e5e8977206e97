#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reports/foundation/random_stream.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::delivery {

/// A quarter of the city as it lies on the map: a disc, so that its orders can be short or long. Quarters overlap, as real ones do.
struct Quarter {
  std::string_view name;  ///< as it stands in a URL
  Point centre;
  std::int32_t radius_m;
};

/// The same map for every seed. Half of the straight ways between two places of one quarter are 1.1 to 1.9 km long, as they are between
/// restaurants and customers in the published days of delivery of several cities (1.2 to 1.6 km).
inline constexpr std::array<Quarter, 12> quarters{{
    {"centre", {0, 0}, 1300},
    {"old-town", {-900, 700}, 1200},
    {"harbour", {1900, -1500}, 1400},
    {"university", {700, 2000}, 1400},
    {"market", {-600, -1200}, 1200},
    {"riverside", {2100, 500}, 1500},
    {"station", {-2200, -500}, 1400},
    {"parks", {-1900, 2300}, 1700},
    {"hillside", {-3600, 1200}, 1800},
    {"docks", {3500, -2800}, 1800},
    {"north-end", {500, 4400}, 1900},
    {"garden-city", {-2300, -3300}, 2000},
}};

/// A quarter with weight 1 / sqrt(rank), so that the centre is busier than the rim.
std::size_t draw_quarter(RandomStream& random) noexcept;

/// Even over the disc. Two draws.
Point draw_point(RandomStream& random, Point centre, std::int32_t radius_m) noexcept;

}  // namespace rushhour::delivery
