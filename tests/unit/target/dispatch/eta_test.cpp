#include "target/dispatch/eta.hpp"

#include <catch2/catch.hpp>

#include "target/dispatch/trip.hpp"

using namespace rushhour;
using namespace rushhour::dispatch;
using delivery::Vehicle;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

const Travel travel = straight_lines(150, 1s, 4min, 2min);

}  // namespace

TEST_CASE("a kitchen with room begins at once, a full one when enough orders have left") {
  delivery::Restaurant restaurant{1, "Quick", "thai", 0, {}};
  restaurant.kitchen_capacity = 4;
  restaurant.typical_preparation = 20min;
  CHECK(expected_kitchen_end(restaurant, 0, 15min, noon) == noon + 15min);
  CHECK(expected_kitchen_end(restaurant, 3, 15min, noon) == noon + 15min);
  CHECK(expected_kitchen_end(restaurant, 4, 15min, noon) == noon + 20min);
  CHECK(expected_kitchen_end(restaurant, 11, 15min, noon) == noon + 55min);
}

TEST_CASE("with a known courier the food leaves when both are there") {
  const Eta early = expect(travel, Vehicle::car, {1500, 0}, noon, {0, 0}, {0, 3000}, noon + 30min);
  CHECK(early.ready_at == noon + 30min);
  CHECK(early.picked_up_at == noon + 30min);
  CHECK(early.delivered_at == noon + 30min + 2min + 20min + 1min);
  const Eta late = expect(travel, Vehicle::car, {1500, 0}, noon, {0, 0}, {0, 3000}, noon);
  CHECK(late.picked_up_at == noon + 12min);
  CHECK(late.delivered_at == noon + 35min);
}

TEST_CASE("without a courier one is thought to come from the usual distance, in time for the kitchen if that is still possible") {
  const Eta eta = expect(travel, {0, 0}, {0, 3000}, noon + 1h, noon);
  CHECK(eta.picked_up_at == noon + 1h - approach_lead + 10min + 2min);
  const Eta ready = expect(travel, {0, 0}, {0, 3000}, noon - 1h, noon);
  CHECK(ready.picked_up_at == noon + 12min);
  CHECK(ready.delivered_at == noon + 35min);
}

TEST_CASE("an expectation agrees with the trip that the courier then makes") {
  const Travel streets = city_streets();
  const OpenOrder order{"a", {700, -200}, {-400, 1100}, noon, noon + 9min};
  const Visit visits[] = {{true, &order}, {false, &order}};
  for (const Vehicle vehicle : {Vehicle::foot, Vehicle::bicycle, Vehicle::scooter, Vehicle::car}) {
    std::vector<Stop> stops;
    walk(streets, vehicle, {50, 60}, noon, visits, stops);
    const Eta eta = expect(streets, vehicle, {50, 60}, noon, order.from, order.to, order.ready_at);
    CHECK(eta.picked_up_at == stops[0].done_at);
    CHECK(eta.delivered_at == stops[1].done_at);
  }
}
