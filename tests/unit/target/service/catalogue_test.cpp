#include "target/service/catalogue.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>

using namespace rushhour;
using nlohmann::json;

TEST_CASE("a menu as it is served says what the city holds") {
  const service::Catalogue catalogue(delivery::City(42, 30));
  for (const delivery::Restaurant& restaurant : catalogue.city().restaurants()) {
    const json menu = json::parse(catalogue.menu(restaurant.id)->body);
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
    CHECK(json::parse(catalogue.restaurant(restaurant.id)->body).at("menu") ==
          "/api/restaurants/" + std::to_string(restaurant.id) + "/menu");
  }
  CHECK(catalogue.menu(31) == nullptr);
  CHECK(catalogue.menu(-1) == nullptr);
  CHECK(catalogue.restaurant(0) == nullptr);
  CHECK(json::parse(catalogue.overview().body).at("restaurants") == 30);
}

TEST_CASE("following next from page to page visits every restaurant that fits once, by id") {
  const service::Catalogue catalogue(delivery::City(42, 500));
  struct Row {
    const char* says;
    service::Search search;
    std::function<bool(const delivery::Restaurant&)> fits;
  };
  const auto& zones = catalogue.city().zones();
  service::Search all, zone, cuisine, words, open, small, both;
  zone.zone = "garden-city";
  cuisine.cuisine = "thai";
  words.words = "lANt";
  open.open_at = WallTime{} + std::chrono::hours(9);
  small.limit = 1;
  small.zone = "docks";
  both.zone = "centre";
  both.cuisine = "vegan";
  const std::vector<Row> rows{
      {"all", all, [](const auto&) { return true; }},
      {"a zone", zone, [&](const auto& r) { return zones[r.zone].name == "garden-city"; }},
      {"a cuisine", cuisine, [](const auto& r) { return r.cuisine == "thai"; }},
      {"words, in either case", words, [](const auto& r) { return r.name.find("Lant") != std::string::npos; }},
      {"who is open", open, [&](const auto& r) { return delivery::open_at(r, *open.open_at); }},
      {"one at a time", small, [&](const auto& r) { return zones[r.zone].name == "docks"; }},
      {"both", both, [&](const auto& r) { return zones[r.zone].name == "centre" && r.cuisine == "vegan"; }},
  };
  for (const Row& row : rows) {
    INFO(row.says);
    std::vector<std::uint32_t> expected, seen;
    for (const auto& restaurant : catalogue.city().restaurants())
      if (row.fits(restaurant)) expected.push_back(restaurant.id);
    service::Search search = row.search;
    for (;;) {
      const json text = json::parse(catalogue.find(search));
      CHECK(text.at("total") == expected.size());
      CHECK(text.at("restaurants").size() <= search.limit);
      for (const json& restaurant : text.at("restaurants")) seen.push_back(restaurant.at("id"));
      if (text.at("next").is_null()) break;
      const std::string next = text.at("next");
      search.after = std::stoll(next.substr(next.rfind('=') + 1));
      CHECK(search.after == seen.back());
    }
    CHECK_FALSE(expected.empty());
    CHECK(seen == expected);
  }
}

TEST_CASE("the path of a next page says the search again, escaped") {
  const service::Catalogue catalogue(delivery::City(42, 500));
  service::Search search;
  search.zone = "centre";
  search.words = " ";
  search.limit = 2;
  search.open_at = WallTime{} + std::chrono::hours(13);
  const std::string next = json::parse(catalogue.find(search)).at("next");
  CHECK(next.starts_with("/api/restaurants?zone=centre&q=%20&open=1&limit=2&cursor="));
}

TEST_CASE("a page has a tag of its own, which changes with the page") {
  const service::Catalogue catalogue(delivery::City(42, 30));
  const service::Catalogue other(delivery::City(43, 30));
  CHECK(catalogue.menu(1)->tag != catalogue.menu(2)->tag);
  CHECK(catalogue.menu(1)->tag != other.menu(1)->tag);
  CHECK(catalogue.menu(1)->tag == service::Catalogue(delivery::City(42, 31)).menu(1)->tag);
  CHECK(catalogue.menu(1)->fields == "ETag: " + catalogue.menu(1)->tag + "\r\nCache-Control: no-cache\r\n");
}
