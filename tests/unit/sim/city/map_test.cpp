#include "sim/city/map.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace rushhour::city;
using rushhour::RandomStream;

TEST_CASE("the map has six regions, twelve cities and thirty-six zones of different names") {
  std::set<std::string_view> names;
  std::set<std::string_view> cities;
  std::set<std::string_view> regions_seen;
  std::uint32_t weight = 0;
  for (std::size_t i = 0; i < zones; ++i) {
    const Zone& zone = zone_at(i);
    names.insert(zone.name);
    cities.insert(zone.city);
    regions_seen.insert(zone.region);
    weight += zone.weight;
    CHECK(zone_at(city_of(i) * zones_of_city).city == zone.city);
    CHECK(zone_at(region_of(i) * zones_of_region).region == zone.region);
    for (const char c : zone.name) CHECK(((c >= 'a' && c <= 'z') || c == '-'));
  }
  CHECK(names.size() == 36);
  CHECK(cities.size() == 12);
  CHECK(regions_seen.size() == 6);
  CHECK(weight == 10'000);
}

TEST_CASE("zones are drawn by their weight") {
  RandomStream random(1, "test", "zones", 0);
  std::array<std::uint32_t, zones> drawn{};
  for (int i = 0; i < 200'000; ++i) ++drawn[draw_zone(random)];
  for (std::size_t i = 0; i < zones; ++i) {
    INFO(zone_at(i).name);
    CHECK(std::abs(drawn[i] / 200'000.0 - zone_at(i).weight / 10'000.0) < 0.003);
  }
}

TEST_CASE("places lie in their zone and are spread over it") {
  RandomStream random(1, "test", "places", 0);
  const Zone& zone = zone_at(4);
  int inner = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double from_centre = rushhour::delivery::distance_m(draw_place(random, zone), zone.centre);
    REQUIRE(from_centre <= zone.radius_m);
    inner += from_centre * 2 <= zone.radius_m ? 1 : 0;
  }
  CHECK(std::abs(inner - 5'000) < 400);  // half the radius is a quarter of the disc
}
