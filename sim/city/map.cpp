#include "sim/city/map.hpp"

#include <array>

#include "target/delivery/geography.hpp"

namespace rushhour::city {
namespace {

struct Town {
  std::string_view name;
  std::string_view in_zones;                // as its zones begin, in ASCII
  std::uint32_t weight;                     // of a hundred in all towns
  std::array<std::size_t, 2> two_quarters;  // beside the centre; neighbours, so that nobody is more than some kilometres away
};

constexpr std::array<std::string_view, regions> region_names{"North", "South", "East", "West", "Central", "Coast"};

// Two towns a region, in the order of the regions; weights add up to 100. The towns are made up.
constexpr std::array<Town, 12> towns{{
    {"Nordvik", "nordvik", 11, {1, 2}},
    {"Hallingby", "hallingby", 7, {3, 1}},
    {"Südlingen", "suedlingen", 10, {5, 2}},
    {"Solbach", "solbach", 7, {6, 4}},
    {"Ostwald am See", "ostwald", 6, {1, 4}},
    {"Tarnau", "tarnau", 4, {2, 4}},
    {"Westerholt", "westerholt", 9, {3, 5}},
    {"Grünfelden", "gruenfelden", 6, {6, 1}},
    {"Mittelstadt", "mittelstadt", 17, {4, 1}},
    {"Rundwall", "rundwall", 11, {2, 5}},
    {"Port Amarel", "port-amarel", 7, {6, 4}},
    {"Møllehavn", "moellehavn", 5, {7, 1}},
}};

constexpr std::array<std::uint32_t, zones_of_city> quarter_weights{45, 33, 22};

std::array<Zone, zones> draw_up() {
  std::array<Zone, zones> all;
  for (std::size_t i = 0; i < zones; ++i) {
    const Town& town = towns[city_of(i)];
    const std::size_t place = i % zones_of_city;
    const delivery::Quarter& quarter = delivery::quarters[place == 0 ? 0 : town.two_quarters[place - 1]];
    std::string name(town.in_zones);
    name.append("-").append(quarter.name);
    all[i] = {std::move(name), town.name,        region_names[region_of(i)],
              quarter.centre,  quarter.radius_m, town.weight * quarter_weights[place]};
  }
  return all;
}

const std::array<Zone, zones>& every_zone() {
  static const std::array<Zone, zones> all = draw_up();
  return all;
}

}  // namespace

const Zone& zone_at(std::size_t index) { return every_zone()[index]; }

std::size_t draw_zone(RandomStream& random) {
  std::uint64_t at = random.below(100 * 100);  // both kinds of weights add up to 100
  std::size_t zone = 0;
  while (at >= zone_at(zone).weight) at -= zone_at(zone++).weight;
  return zone;
}

delivery::Point draw_place(RandomStream& random, const Zone& zone) noexcept {
  const std::int64_t r = zone.radius_m;
  for (;;) {
    const std::int64_t x = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(2 * r + 1))) - r;
    const std::int64_t y = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(2 * r + 1))) - r;
    if (x * x + y * y <= r * r) return {zone.centre.x_m + static_cast<std::int32_t>(x), zone.centre.y_m + static_cast<std::int32_t>(y)};
  }
}

}  // namespace rushhour::city
