#include "target/service/catalogue.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

using namespace rushhour;
using nlohmann::json;

TEST_CASE("a menu as it is served says what the city holds") {
  const service::Catalogue catalogue(delivery::City(42, 30));
  for (const delivery::Restaurant& restaurant : catalogue.city().restaurants()) {
    const json menu = json::parse(catalogue.menu(restaurant.id));
    CHECK(menu.at("restaurant") == restaurant.id);
    CHECK(menu.at("name") == restaurant.name);
    CHECK(menu.at("zone") == catalogue.city().zones()[restaurant.zone].name);
    CHECK(menu.at("currency") == "EUR");
    REQUIRE(menu.at("dishes").size() == restaurant.dishes.size());
    for (std::size_t i = 0; i < restaurant.dishes.size(); ++i)
      CHECK(menu.at("dishes")[i] == json{{"id", restaurant.dishes[i].id},
                                         {"name", restaurant.dishes[i].name},
                                         {"category", restaurant.dishes[i].category},
                                         {"price", restaurant.dishes[i].price.minor}});
    CHECK(json::parse(catalogue.restaurant(restaurant.id)).at("menu") == "/api/restaurants/" + std::to_string(restaurant.id) + "/menu");
  }
  CHECK(catalogue.menu(31).empty());
  CHECK(catalogue.menu(-1).empty());
  CHECK(catalogue.restaurant(0).empty());
  CHECK(json::parse(catalogue.overview()).at("restaurants") == 30);
}

TEST_CASE("following next from page to page visits every restaurant once") {
  const service::Catalogue catalogue(delivery::City(42, 500));
  for (const std::string zone : {"", "centre", "garden-city"}) {
    INFO("zone '" << zone << "'");
    std::set<int> seen;
    std::uint64_t page = 1;
    for (;;) {
      const json text = json::parse(catalogue.page(zone, page).value());
      for (const json& restaurant : text.at("restaurants")) {
        CHECK(seen.insert(restaurant.at("id").get<int>()).second);
        if (!zone.empty()) CHECK(restaurant.at("zone") == zone);
      }
      CHECK(text.at("page") == page);
      if (text.at("next").is_null()) break;
      ++page;
      CHECK(text.at("next") == "/api/restaurants?" + (zone.empty() ? "" : "zone=" + zone + "&") + "page=" + std::to_string(page));
    }
    const std::size_t expected = zone.empty() ? 500 : catalogue.city().zone(zone)->restaurants.size();
    CHECK(seen.size() == expected);
    CHECK(page == (expected + 19) / 20);
  }
  CHECK_FALSE(catalogue.page("atlantis", 1));
  CHECK(json::parse(catalogue.page("", INT64_MAX).value()).at("restaurants").empty());
}
