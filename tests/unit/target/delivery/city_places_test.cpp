#include <fmt/format.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "target/delivery/city.hpp"

using namespace rushhour;
using namespace rushhour::delivery;
using namespace std::chrono_literals;

namespace {

const City& city() {
  static const City of_seed(42, 2000);
  return of_seed;
}

std::string key(int n) { return fmt::format("{:024x}", n); }

}  // namespace

TEST_CASE("places and kitchens leave names, menus and prices as they were drawn before there were any") {
  const City pinned(42, 20);
  CHECK(pinned.restaurant(1)->name == "Little Basil");
  CHECK(pinned.restaurant(20)->name == "Hungry Olive");
  CHECK(pinned.restaurant(20)->zone == 3);
  CHECK(pinned.dish(2001)->name == "Smash Burger");
  CHECK(pinned.dish(2001)->price.minor == 990);
}

TEST_CASE("a larger city keeps the places and kitchens of the smaller one") {
  const City small(7, 40);
  const City large(7, 400);
  for (std::int64_t id = 1; id <= 40; ++id) {
    const Restaurant& a = *small.restaurant(id);
    const Restaurant& b = *large.restaurant(id);
    CHECK(a.at == b.at);
    CHECK(a.open == b.open);
    CHECK(a.kitchen_capacity == b.kitchen_capacity);
    CHECK(a.typical_preparation == b.typical_preparation);
    CHECK(a.acceptance == b.acceptance);
  }
}

TEST_CASE("a restaurant stands in its zone, and its kitchen is one that could be") {
  for (const Restaurant& restaurant : city().restaurants()) {
    const Zone& zone = city().zones()[restaurant.zone];
    CHECK(distance_m(restaurant.at, zone.centre) <= zone.radius_m);
    CHECK(restaurant.kitchen_capacity >= 3);
    CHECK(restaurant.kitchen_capacity <= 18);
    CHECK(restaurant.typical_preparation >= 9min);
    CHECK(restaurant.typical_preparation <= 26min);
    CHECK(restaurant.acceptance >= 920);
    CHECK(restaurant.acceptance < 1000);
  }
}

TEST_CASE("restaurants open and close at hours of their own, some beyond midnight") {
  const auto open = [](int hour) {
    const WallTime at = WallTime{} + std::chrono::hours(hour);
    const auto all = city().restaurants();
    return std::count_if(all.begin(), all.end(), [&](const Restaurant& restaurant) { return open_at(restaurant, at); });
  };
  CHECK(open(19) > 1800);
  CHECK(open(12) > 1500);
  CHECK(open(1) > 0);
  CHECK(open(1) < open(23));
  CHECK(open(5) < 200);
  const Restaurant late{1, "Late", "thai", 0, {}, {}, {1080, 120}};
  CHECK(open_at(late, WallTime{} + 25h));
  CHECK_FALSE(open_at(late, WallTime{} + 26h));
}

TEST_CASE("what chance has in store for an order is the same each time, and differs from order to order") {
  const Restaurant& restaurant = *city().restaurant(5);
  const City again(42, 5);
  std::set<std::int64_t> times;
  std::set<std::int32_t> places;
  for (int n = 0; n < 100; ++n) {
    const auto time = city().preparation_time(restaurant, key(n));
    CHECK(time == again.preparation_time(restaurant, key(n)));
    CHECK(city().accepts(restaurant, key(n)) == again.accepts(restaurant, key(n)));
    const Point home = city().drop_off(city().zones()[4], key(n));
    CHECK(home == again.drop_off(again.zones()[4], key(n)));
    times.insert(time.count());
    places.insert(home.x_m);
  }
  CHECK(times.size() > 80);
  CHECK(places.size() > 80);
}

TEST_CASE("preparation is log-normal around the typical time, within a third of it and three times as much") {
  const Restaurant& restaurant = *city().restaurant(9);
  const double typical = static_cast<double>(std::chrono::seconds(restaurant.typical_preparation).count());
  constexpr int orders = 20'000;
  int below = 0;
  double sum = 0, squares = 0;
  for (int n = 0; n < orders; ++n) {
    const double factor = static_cast<double>(city().preparation_time(restaurant, key(n)).count()) / typical;
    REQUIRE(factor >= 0.333);
    REQUIRE(factor <= 3.0);
    if (factor < 1) ++below;
    sum += std::log(factor);
    squares += std::log(factor) * std::log(factor);
  }
  CHECK(below / double{orders} == Approx(0.5).margin(0.015));
  CHECK(sum / orders == Approx(0).margin(0.01));
  CHECK(std::sqrt(squares / orders) == Approx(0.35).margin(0.01));
}

TEST_CASE("over the whole city preparation has the mean and the spread that are promised") {
  double sum = 0, squares = 0;
  int n = 0;
  for (const Restaurant& restaurant : city().restaurants())
    for (int order = 0; order < 10; ++order) {
      const double minutes = static_cast<double>(city().preparation_time(restaurant, key(n++)).count()) / 60;
      sum += minutes;
      squares += minutes * minutes;
    }
  const double mean = sum / n;
  CHECK(mean > 18);
  CHECK(mean < 19.5);
  CHECK(std::sqrt(squares / n - mean * mean) / mean == Approx(0.46).margin(0.02));
}

TEST_CASE("kitchens take as many orders of a thousand as they are said to") {
  const Restaurant& restaurant = *city().restaurant(3);
  int taken = 0;
  for (int n = 0; n < 20'000; ++n) taken += city().accepts(restaurant, key(n)) ? 1 : 0;
  CHECK(taken / 20.0 == Approx(restaurant.acceptance).margin(8));
}

TEST_CASE("customers live evenly over their zone's disc, half of them within a radius of its root of a half") {
  for (const Zone& zone : city().zones()) {
    int inner = 0, east = 0, north = 0;
    for (int n = 0; n < 4000; ++n) {
      const Point home = city().drop_off(zone, key(n));
      REQUIRE(distance_m(home, zone.centre) <= zone.radius_m);
      if (distance_m(home, zone.centre) < zone.radius_m * std::sqrt(0.5)) ++inner;
      if (home.x_m > zone.centre.x_m) ++east;
      if (home.y_m > zone.centre.y_m) ++north;
    }
    INFO(zone.name);
    for (const int half : {inner, east, north}) CHECK(half == Approx(2000).margin(130));
  }
}

TEST_CASE("ways from restaurants to customers are as long as in published days of delivery") {
  std::vector<double> ways;
  for (const Restaurant& restaurant : city().restaurants())
    for (int order = 0; order < 5; ++order)
      ways.push_back(distance_m(restaurant.at, city().drop_off(city().zones()[restaurant.zone], key(static_cast<int>(ways.size())))));
  std::sort(ways.begin(), ways.end());
  CHECK(ways[ways.size() / 2] > 1200);
  CHECK(ways[ways.size() / 2] < 1600);
  CHECK(ways[ways.size() * 9 / 10] < 3000);
}
