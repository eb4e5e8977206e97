#include "sim/city/courier_rota.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <vector>

using namespace rushhour::city;
using namespace std::chrono_literals;

namespace {

constexpr Moment noon = Moment(std::chrono::sys_days(std::chrono::year(2025) / 3 / 1)) + 12h;

}  // namespace

TEST_CASE("who finds nobody calls somebody in, and the shift covers the order") {
  CourierRota rota(7);
  const auto assignment = rota.take(4, noon, noon - 1min);
  CHECK(assignment.courier == 1);
  REQUIRE(assignment.began);
  CHECK(assignment.began->courier == 1);
  CHECK(assignment.began->number == 1);
  CHECK(assignment.began->began <= noon);
  CHECK(assignment.began->began >= noon - 1min);
  CHECK(assignment.began->ends >= noon + 2h);
  const Zone& zone = zone_at(4);
  CHECK(rushhour::delivery::distance_m(assignment.began->begins_at, zone.centre) <= zone.radius_m);
}

TEST_CASE("a courier who is free takes the next order, one who is busy does not") {
  CourierRota rota(7);
  const auto first = rota.take(4, noon, noon);
  rota.released(4, noon + 20min);
  const auto meanwhile = rota.take(4, noon + 10min, noon);
  CHECK(meanwhile.courier != first.courier);
  CHECK(meanwhile.began);
  rota.released(4, noon + 40min);
  const auto later = rota.take(4, noon + 20min, noon);
  CHECK(later.courier == first.courier);
  CHECK_FALSE(later.began);
}

TEST_CASE("whoever has been idle for longest takes the next order") {
  CourierRota rota(7);
  std::vector<std::uint32_t> couriers;
  for (int i = 0; i < 3; ++i) {
    couriers.push_back(rota.take(0, noon, noon).courier);
    rota.released(0, noon + 30min - i * 5min);
  }
  for (int i = 2; i >= 0; --i) {
    CHECK(rota.take(0, noon + 31min, noon).courier == couriers[static_cast<std::size_t>(i)]);
    rota.released(0, noon + 50min);
  }
}

TEST_CASE("couriers stay in their zone") {
  CourierRota rota(7);
  const auto here = rota.take(4, noon, noon);
  rota.released(4, noon + 5min);
  CHECK(rota.take(5, noon + 10min, noon).courier != here.courier);
}

TEST_CASE("who has rested for ten hours comes back before anybody new") {
  CourierRota rota(7);
  const auto first = rota.take(4, noon, noon);
  rota.released(4, noon + 20min);
  const Moment over = first.began->ends;
  const auto in_between = rota.take(4, over + 1h, over);
  CHECK(in_between.courier == 2);
  rota.released(4, over + 2h);
  const auto next_day = rota.take(4, over + 10h, over + 9h);
  CHECK(next_day.courier == first.courier);
  REQUIRE(next_day.began);
  CHECK(next_day.began->number == 2);
}

TEST_CASE("over many days nobody carries two orders at once or works outside of a shift") {
  CourierRota rota(3);
  std::map<std::uint32_t, Moment> busy_until;
  std::map<std::uint32_t, CourierShift> shift;
  std::set<rushhour::delivery::Vehicle> vehicles;
  Moment now = noon;
  for (int i = 0; i < 20'000; ++i) {
    now += std::chrono::seconds(i % 240);
    const auto taken = rota.take(2, now, now - 5min);
    vehicles.insert(taken.vehicle);
    if (taken.began) {
      const auto before = shift.find(taken.courier);
      if (before != shift.end()) {
        REQUIRE(taken.began->began >= before->second.ends + 9h);  // ten, but for a call some minutes ahead
        REQUIRE(taken.began->number == before->second.number + 1);
      }
      shift[taken.courier] = *taken.began;
    }
    const Moment done = now + std::chrono::minutes(5 + i % 80);
    REQUIRE(busy_until[taken.courier] <= now);
    REQUIRE(shift.at(taken.courier).began <= now);
    REQUIRE(shift.at(taken.courier).ends >= done);
    busy_until[taken.courier] = done;
    rota.released(2, done);
  }
  CHECK(vehicles.size() == 3);
  CHECK(shift.size() < 200);  // couriers come back
}
