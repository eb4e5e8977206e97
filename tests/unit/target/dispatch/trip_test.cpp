#include "target/dispatch/trip.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::dispatch;
using delivery::Vehicle;
using namespace std::chrono_literals;

namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 12h};

OpenOrder order(const char* id, delivery::Point from, delivery::Point to, WallTime ready_at) { return {id, from, to, noon, ready_at}; }

const Travel travel = straight_lines(100, 1min, 4min, 2min);

}  // namespace

TEST_CASE("a trip waits for the kitchen, or the food for the courier, and half of each service passes before the food changes hands") {
  struct Row {
    const char* says;
    std::chrono::minutes ready, picked, dropped;
  };
  // 10 minutes to the restaurant, 5 on to the customer.
  const Row rows[] = {
      {"long ready", 0min, 12min, 20min}, {"ready while the courier parks", 11min, 12min, 20min}, {"ready later", 30min, 30min, 38min}};
  for (const Row& row : rows) {
    INFO(row.says);
    const OpenOrder one = order("a", {1000, 0}, {1500, 0}, noon + row.ready);
    const Visit visits[] = {{true, &one}, {false, &one}};
    std::vector<Stop> stops;
    walk(travel, Vehicle::car, {0, 0}, noon, visits, stops);
    REQUIRE(stops.size() == 2);
    CHECK(stops[0].pick_up);
    CHECK(stops[0].arrives_at == noon + 10min);
    CHECK(stops[0].done_at == noon + row.picked);
    CHECK(stops[0].leaves_at == noon + row.picked + 2min);
    CHECK_FALSE(stops[1].pick_up);
    CHECK(stops[1].arrives_at == noon + row.picked + 7min);
    CHECK(stops[1].done_at == noon + row.picked + 8min);
    CHECK(stops[1].leaves_at == noon + row.dropped + 1min);
  }
}

TEST_CASE("several orders of one restaurant are one service there, and the last one to be ready holds up all") {
  const OpenOrder a = order("a", {1000, 0}, {1500, 0}, noon);
  const OpenOrder b = order("b", {1000, 0}, {1500, 300}, noon + 20min);
  const Visit visits[] = {{true, &a}, {true, &b}, {false, &a}, {false, &b}};
  std::vector<Stop> stops;
  walk(travel, Vehicle::car, {0, 0}, noon, visits, stops);
  CHECK(stops[0].done_at == noon + 12min);
  CHECK(stops[1].arrives_at == noon + 10min);
  CHECK(stops[1].done_at == noon + 20min);
  CHECK(stops[2].arrives_at == noon + 27min);
  CHECK(stops[3].arrives_at == stops[2].leaves_at + 3min);
}

TEST_CASE("restaurants side by side are two services") {
  const OpenOrder a = order("a", {1000, 0}, {1500, 0}, noon);
  const OpenOrder b = order("b", {1100, 0}, {1500, 300}, noon);
  const Visit visits[] = {{true, &a}, {true, &b}, {false, &b}, {false, &a}};
  std::vector<Stop> stops;
  walk(travel, Vehicle::car, {1000, 0}, noon, visits, stops);
  CHECK(stops[0].done_at == noon + 2min);
  CHECK(stops[1].arrives_at == noon + 5min);
  CHECK(stops[1].done_at == noon + 7min);
}

TEST_CASE("what stood in the room for stops is replaced") {
  const OpenOrder a = order("a", {1000, 0}, {1500, 0}, noon);
  const Visit visits[] = {{true, &a}, {false, &a}};
  std::vector<Stop> stops(7);
  walk(travel, Vehicle::car, {0, 0}, noon, visits, stops);
  CHECK(stops.size() == 2);
  walk(travel, Vehicle::car, {0, 0}, noon, {}, stops);
  CHECK(stops.empty());
}

TEST_CASE("a trip is as long as its straight ways, and a courier leaves when it is free") {
  const OpenOrder a = order("a", {300, 400}, {300, -600}, noon);
  const Visit visits[] = {{true, &a}, {false, &a}};
  CHECK(length_m({0, 0}, visits) == Approx(1500));
  CHECK(length_m({0, 0}, {}) == 0);
  const FreeCourier busy{1, Vehicle::car, 1, {0, 0}, noon + 5min, noon + 1h};
  CHECK(departure(busy, noon) == noon + 5min);
  CHECK(departure(busy, noon + 9min) == noon + 9min);
}
