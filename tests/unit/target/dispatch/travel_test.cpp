#include "target/dispatch/travel.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::dispatch;
using delivery::Point;
using delivery::Vehicle;
using namespace std::chrono_literals;

namespace {

constexpr WallTime midnight{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

/// 600 m/min along straight lines, to the second, and open to what a test makes of the traffic.
Travel even() {
  Travel travel = straight_lines(600, 1s, 4min, 4min);
  travel.exposure.fill(1);
  return travel;
}

}  // namespace

TEST_CASE("at an even speed a way takes its length over the speed, rounded up") {
  CHECK(even().time(Vehicle::car, {0, 0}, {3000, 4000}, midnight) == 500s);
  CHECK(even().time(Vehicle::car, {0, 0}, {0, 0}, midnight) == 0s);
  CHECK(even().time(Vehicle::car, {-100, 0}, {-111, 0}, midnight) == 2s);  // 1.1 s
  const Travel minutes = straight_lines(320, 1min, 4min, 4min);
  CHECK(minutes.time(Vehicle::car, {0, 0}, {320, 0}, midnight) == 1min);
  CHECK(minutes.time(Vehicle::car, {0, 0}, {321, 0}, midnight) == 2min);
  CHECK(minutes.time(Vehicle::car, {0, 0}, {3200, 0}, midnight + 17s) == 10min);
}

TEST_CASE("streets are longer than straight lines by the detour") {
  Travel travel = even();
  travel.detour = 1.5;
  CHECK(travel.time(Vehicle::car, {0, 0}, {6000, 0}, midnight) == 900s);
}

TEST_CASE("within an hour in which the speed changes evenly, the way is the integral of the speed") {
  // From 600 m/min at midnight to 300 at one: t seconds cover 10 t - 5 t^2 / 7200 metres.
  Travel travel = even();
  travel.flow[1] = 0.5;
  for (const double t : {60.0, 600.0, 1800.0, 3599.0}) {
    const double metres = 10 * t - 5 * t * t / 7200;
    const auto way = travel.time(Vehicle::car, {0, 0}, {static_cast<std::int32_t>(std::lround(metres)), 0}, midnight);
    CHECK(static_cast<double>(way.count()) == Approx(t).margin(1.2));
  }
}

TEST_CASE("a way goes on from hour to hour and from day to day") {
  Travel travel = even();
  travel.flow.fill(0.5);
  travel.flow[0] = 1;  // the hours before and after midnight cover 27 km each, all others 18 km
  CHECK(travel.time(Vehicle::car, {0, 0}, {18'000, 0}, midnight + 10h) == 1h);
  CHECK(travel.time(Vehicle::car, {0, 0}, {54'000, 0}, midnight - 1h) == 2h);
  CHECK(travel.time(Vehicle::car, {0, 0}, {54'001, 0}, midnight - 1h) == 2h + 1s);
  CHECK(travel.time(Vehicle::car, {0, 0}, {45'000, 0}, midnight + 22h) == 2h);
}

TEST_CASE("traffic slows down each vehicle as far as it is exposed to it") {
  Travel travel = even();
  travel.flow.fill(0.5);
  travel.exposure = {0, 0.2, 0.5, 1};
  CHECK(travel.time(Vehicle::foot, {0, 0}, {3600, 0}, midnight) == 360s);
  CHECK(travel.time(Vehicle::bicycle, {0, 0}, {3600, 0}, midnight) == 400s);
  CHECK(travel.time(Vehicle::scooter, {0, 0}, {3600, 0}, midnight) == 480s);
  CHECK(travel.time(Vehicle::car, {0, 0}, {3600, 0}, midnight) == 720s);
}

TEST_CASE("who leaves later never arrives earlier, but for the second of rounding") {
  const Travel travel = city_streets();
  RandomStream random(1, "test", "travel", 0);
  for (int n = 0; n < 3000; ++n) {
    const Point to{static_cast<std::int32_t>(random.below(20'000)), static_cast<std::int32_t>(random.below(20'000))};
    const WallTime early = midnight + std::chrono::seconds(random.below(86'400));
    const WallTime late = early + std::chrono::seconds(1 + random.below(1800));
    const auto vehicle = static_cast<Vehicle>(random.below(delivery::vehicles));
    CHECK(early + travel.time(vehicle, {0, 0}, to, early) <= late + travel.time(vehicle, {0, 0}, to, late) + 1s);
  }
}

TEST_CASE("in the city a rush hour is slower than the night, for cars most of all, and a day later all is the same") {
  const Travel travel = city_streets();
  const auto ratio = [&](Vehicle vehicle) {
    const auto rush = travel.time(vehicle, {0, 0}, {4000, 0}, midnight + 18h);
    const auto night = travel.time(vehicle, {0, 0}, {4000, 0}, midnight + 3h);
    CHECK(rush == travel.time(vehicle, {0, 0}, {4000, 0}, midnight + 42h));
    return static_cast<double>(rush.count()) / static_cast<double>(night.count());
  };
  CHECK(ratio(Vehicle::foot) == 1.0);
  CHECK(ratio(Vehicle::bicycle) > 1.05);
  CHECK(ratio(Vehicle::scooter) > ratio(Vehicle::bicycle));
  CHECK(ratio(Vehicle::car) > 1.6);
  CHECK(travel.time(Vehicle::car, {0, 0}, {4200, 0}, midnight + 3h) == 780s);  // 4.2 km * 1.3 at 420 m/min
}

TEST_CASE("a way is the same in both directions at one instant") {
  const Travel travel = city_streets();
  for (int hour = 0; hour < 24; ++hour)
    CHECK(travel.time(Vehicle::car, {10, 20}, {-3000, 950}, midnight + std::chrono::hours(hour)) ==
          travel.time(Vehicle::car, {-3000, 950}, {10, 20}, midnight + std::chrono::hours(hour)));
}
