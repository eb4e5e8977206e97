#include "sim/city/customers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "sim/city/map.hpp"

using namespace rushhour::city;
using rushhour::RandomStream;

namespace {

constexpr Day begin = std::chrono::year(2025) / 1 / 1;

}  // namespace

TEST_CASE("customers are numbered in the order in which they signed up, six of ten before the first day") {
  const Customers customers(7, 1000, begin, 150);
  REQUIRE(customers.count() == 1000);
  int early = 0;
  for (std::uint32_t id = 1; id <= 1000; ++id) {
    early += customers.signed_up(id) < begin ? 1 : 0;
    CHECK(customers.signed_up(id) < begin + std::chrono::days(150));
    if (id > 1) CHECK(customers.signed_up(id) >= customers.signed_up(id - 1));
  }
  CHECK(early == 600);
}

TEST_CASE("nobody orders who has not signed up before that day") {
  for (const auto& [count, days] : {std::pair{1U, 3U}, {2U, 3U}, {7U, 150U}, {1000U, 4U}, {333U, 1U}}) {
    const Customers customers(3, count, begin, days);
    for (std::uint32_t day = 0; day < days; ++day) {
      RandomStream random(1, "test", "customers", day);
      for (int i = 0; i < 200; ++i) {
        const std::uint32_t id = customers.draw(random, day);
        REQUIRE(id >= 1);
        REQUIRE(id <= count);
        REQUIRE(customers.signed_up(id) < begin + std::chrono::days(day));
        REQUIRE(customers.ever_orders(id));
      }
    }
  }
}

TEST_CASE("everybody who may order does so in the end, and who never orders never does") {
  const Customers customers(5, 300, begin, 10);
  std::set<std::uint32_t> seen;
  RandomStream random(1, "test", "all", 0);
  for (int i = 0; i < 60'000; ++i) seen.insert(customers.draw(random, 9));
  std::uint32_t may = 0;
  for (std::uint32_t id = 1; id <= 300; ++id) {
    if (customers.signed_up(id) >= begin + std::chrono::days(9)) continue;
    CHECK(seen.contains(id) == customers.ever_orders(id));
    may += customers.ever_orders(id) ? 1 : 0;
  }
  CHECK(may > 230);
  CHECK(may < 290);
}

TEST_CASE("a few customers order far more often than most") {
  const Customers customers(5, 2000, begin, 100);
  std::vector<std::uint32_t> orders(2001);
  RandomStream random(1, "test", "habits", 0);
  for (int i = 0; i < 10'000; ++i) ++orders[customers.draw(random, 99)];
  std::sort(orders.rbegin(), orders.rend());
  CHECK(orders[0] > 30);
  CHECK(std::count(orders.begin(), orders.end(), 1U) > 200);
  CHECK(std::accumulate(orders.begin(), orders.begin() + 200, 0U) > 4'000);  // the upper tenth takes nearly half
}

TEST_CASE("no two customers share a phone number, and homes lie in their zones") {
  const Customers customers(123'456'789'012'345, 5000, begin, 10);
  std::set<std::uint32_t> numbers;
  for (std::uint32_t id = 1; id <= 5000; ++id) {
    numbers.insert(customers.mobile_digits(id));
    CHECK(customers.mobile_digits(id) < 100'000'000);
    const Zone& zone = zone_at(customers.zone(id));
    CHECK(rushhour::delivery::distance_m(customers.home(id), zone.centre) <= zone.radius_m);
  }
  CHECK(numbers.size() == 5000);
}

TEST_CASE("a city may be empty, and its only customer orders from the first day on") {
  CHECK(Customers(1, 0, begin, 1).count() == 0);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Customers customers(seed, 1, begin, 1);
    RandomStream random(seed, "test", "one", 0);
    CHECK(customers.draw(random, 0) == 1);
    CHECK(customers.signed_up(1) < begin);
  }
}
