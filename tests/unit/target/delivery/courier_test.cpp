#include "target/delivery/courier.hpp"

#include <array>
#include <catch2/catch.hpp>

#include "target/delivery/city.hpp"
#include "target/delivery/geography.hpp"

using namespace rushhour;
using namespace rushhour::delivery;

TEST_CASE("a courier depends on the seed and the id alone, however many there are") {
  const City few(7, 40, 50);
  const City many(7, 400, 5000);
  const City other(8, 40, 50);
  REQUIRE(few.couriers().size() == 50);
  REQUIRE(many.couriers().size() == 5000);
  std::size_t differing = 0;
  for (std::uint32_t id = 1; id <= 50; ++id) {
    const Courier& a = *few.courier(id);
    const Courier& b = *many.courier(id);
    CHECK(a.id == id);
    CHECK(a.name == b.name);
    CHECK(a.vehicle == b.vehicle);
    CHECK(a.carries == b.carries);
    CHECK(a.home == b.home);
    CHECK(a.shift == b.shift);
    if (!(a.home == other.courier(id)->home)) ++differing;
  }
  CHECK(differing == 50);
}

TEST_CASE("couriers carry one order or more, never above their vehicle, and live in their zone") {
  const City city(3, 5, 3000);
  for (const Courier& courier : city.couriers()) {
    CHECK(courier.carries >= 1);
    CHECK(courier.carries <= traits(courier.vehicle).carries);
    REQUIRE(courier.zone < city.zones().size());
    const Zone& zone = city.zones()[courier.zone];
    CHECK(distance_m(courier.home, zone.centre) <= zone.radius_m);
    CHECK_FALSE(courier.name.empty());
  }
}

TEST_CASE("vehicles have the shares of published days") {
  const City city(11, 1, 20'000);
  std::array<double, vehicles> share{};
  for (const Courier& courier : city.couriers()) share[static_cast<std::size_t>(courier.vehicle)] += 1.0 / 20'000;
  const std::array<double, vehicles> expected{0.06, 0.25, 0.61, 0.08};
  for (std::size_t i = 0; i < vehicles; ++i) CHECK(share[i] == Approx(expected[i]).margin(0.012));
}

TEST_CASE("in the evening more couriers work than at noon, and between the two fewer") {
  const City city(5, 100, 1000);
  const auto working = [&](int hour) {
    const WallTime at = WallTime{} + std::chrono::hours(hour);
    return std::count_if(city.couriers().begin(), city.couriers().end(), [&](const Courier& c) { return within(c.shift, at); });
  };
  CHECK(working(19) > working(12));
  CHECK(working(12) > working(16));
  for (const int hour : {0, 4, 10, 12, 16, 19, 21, 23}) CHECK(working(hour) > 0);
}

TEST_CASE("a courier who does not exist is not found, and a city may have none") {
  const City city(1, 20, 30);
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{31}, INT64_MAX, INT64_MIN})
    CHECK(city.courier(id) == nullptr);
  CHECK(city.courier(30) == &city.couriers()[29]);
  CHECK(City(1, 20, 0).couriers().empty());
  CHECK(City(1, 20).couriers().size() == 500);
}

TEST_CASE("every vehicle has a name and speed of its own, faster and roomier in their order") {
  for (std::size_t i = 1; i < vehicles; ++i) {
    const VehicleTraits& slower = traits(static_cast<Vehicle>(i - 1));
    const VehicleTraits& faster = traits(static_cast<Vehicle>(i));
    CHECK(slower.speed_m_per_min < faster.speed_m_per_min);
    CHECK(slower.carries < faster.carries);
  }
  CHECK(traits(Vehicle::scooter).name == "scooter");
}
