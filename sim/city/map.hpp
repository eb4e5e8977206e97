#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "reports/foundation/random_stream.hpp"
#include "target/delivery/place.hpp"

// Where generated customers and merchants are: six regions of two cities each, and of every city three quarters of target/delivery's map.
// A zone is a quarter of a city. Zones are numbered region by region and city by city, so those of a city, and of a region, are neighbours.
namespace rushhour::city {

inline constexpr std::size_t regions = 6;
inline constexpr std::size_t zones_of_city = 3;
inline constexpr std::size_t zones_of_region = 2 * zones_of_city;
inline constexpr std::size_t zones = regions * zones_of_region;

struct Zone {
  std::string name;  ///< "nordvik-old-town"
  std::string_view city;
  std::string_view region;
  delivery::Point centre;  ///< metres from the centre of its city
  std::int32_t radius_m = 0;
  std::uint32_t weight = 0;  ///< how many live and eat there, beside the others
};

/// REQUIRES: index < zones. Any thread.
const Zone& zone_at(std::size_t index);

constexpr std::size_t city_of(std::size_t zone) noexcept { return zone / zones_of_city; }
constexpr std::size_t region_of(std::size_t zone) noexcept { return zone / zones_of_region; }

/// A zone by weight.
std::size_t draw_zone(RandomStream& random);

/// Even over the zone's disc, in whole metres and without a function whose last bit could differ between machines.
delivery::Point draw_place(RandomStream& random, const Zone& zone) noexcept;

}  // namespace rushhour::city
