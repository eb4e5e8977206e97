#include "target/delivery/city.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace rushhour::delivery;

namespace {

bool same_menu(const Restaurant& a, const Restaurant& b) {
  return std::equal(a.dishes.begin(), a.dishes.end(), b.dishes.begin(), b.dishes.end(), [](const Dish& x, const Dish& y) {
    return x.id == y.id && x.name == y.name && x.category == y.category && x.price == y.price;
  });
}

}  // namespace

TEST_CASE("a city is a function of its seed, and a larger one begins with the smaller one") {
  const City small(7, 40);
  const City large(7, 400);
  const City other(8, 40);
  std::size_t differing = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    INFO("restaurant " << i + 1);
    CHECK(same_menu(small.restaurants()[i], large.restaurants()[i]));
    CHECK(small.restaurants()[i].name == large.restaurants()[i].name);
    CHECK(small.restaurants()[i].zone == large.restaurants()[i].zone);
    if (!same_menu(small.restaurants()[i], other.restaurants()[i])) ++differing;
  }
  CHECK(differing == 40);
}

TEST_CASE("every restaurant stands in one zone, and no zone is empty") {
  for (const std::uint32_t size : {1U, 5U, 12U, 13U, 3000U}) {
    const City city(42, size);
    std::set<std::uint32_t> seen;
    for (std::size_t z = 0; z < city.zones().size(); ++z) {
      CHECK_FALSE(city.zones()[z].restaurants.empty());
      for (const std::uint32_t id : city.zones()[z].restaurants) {
        CHECK(city.restaurant(id)->zone == z);
        CHECK(seen.insert(id).second);
      }
    }
    CHECK(seen.size() == size);
  }
}

TEST_CASE("a menu has ten dishes or more, each with its own name, a price in whole tenths and an id that finds it") {
  const City city(1, 500);
  for (const Restaurant& restaurant : city.restaurants()) {
    REQUIRE(restaurant.dishes.size() >= 10);
    REQUIRE(restaurant.dishes.size() < 100);
    std::set<std::string> names;
    for (const Dish& dish : restaurant.dishes) {
      CHECK(names.insert(dish.name).second);
      CHECK(dish.price.minor >= 100);
      CHECK(dish.price.minor <= 5000);
      CHECK(dish.price.minor % 10 == 0);
      CHECK(city.dish(dish.id) == &dish);
      CHECK(City::restaurant_of(dish.id) == restaurant.id);
    }
  }
}

TEST_CASE("what is not in the city is not found") {
  const City city(1, 20);
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{21}, INT64_MAX, INT64_MIN})
    CHECK(city.restaurant(id) == nullptr);
  for (const std::int64_t id : {std::int64_t{100}, std::int64_t{199}, std::int64_t{-101}, std::int64_t{2101}, INT64_MAX, INT64_MIN})
    CHECK(city.dish(id) == nullptr);
  CHECK(city.zone("atlantis") == nullptr);
  CHECK(city.zone("centre") == &city.zones()[0]);
}
