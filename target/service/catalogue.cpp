#include "target/service/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "reports/foundation/json_text.hpp"

namespace rushhour::service {
namespace {

using delivery::City;
using delivery::Dish;
using delivery::Restaurant;
using delivery::Zone;

std::string overview_text(const City& city) {
  std::string text =
      fmt::format(R"({{"seed":{},"currency":"{}","restaurants":{},"zones":[)", city.seed(), city.currency(), city.restaurants().size());
  for (const Zone& zone : city.zones())
    fmt::format_to(std::back_inserter(text), R"({}{{"name":"{}","restaurants":{}}})", &zone == city.zones().data() ? "" : ",", zone.name,
                   zone.restaurants.size());
  return text += "]}";
}

std::string restaurant_text(const City& city, const Restaurant& restaurant) {
  std::string text = fmt::format(R"({{"id":{},"name":)", restaurant.id);
  append_json_string(text, restaurant.name);
  fmt::format_to(std::back_inserter(text), R"(,"zone":"{}","cuisine":"{}","dishes":{},"menu":"/api/restaurants/{}/menu"}})",
                 city.zones()[restaurant.zone].name, restaurant.cuisine, restaurant.dishes.size(), restaurant.id);
  return text;
}

std::string menu_text(const City& city, const Restaurant& restaurant) {
  std::string text = fmt::format(R"({{"restaurant":{},"name":)", restaurant.id);
  append_json_string(text, restaurant.name);
  fmt::format_to(std::back_inserter(text), R"(,"zone":"{}","currency":"{}","dishes":[)", city.zones()[restaurant.zone].name,
                 city.currency());
  for (const Dish& dish : restaurant.dishes) {
    fmt::format_to(std::back_inserter(text), R"({}{{"id":{},"name":)", &dish == restaurant.dishes.data() ? "" : ",", dish.id);
    append_json_string(text, dish.name);
    fmt::format_to(std::back_inserter(text), R"(,"category":"{}","price":{}}})", dish.category, dish.price.minor);
  }
  return text += "]}";
}

}  // namespace

Catalogue::Catalogue(delivery::City city) : city_(std::move(city)), overview_(overview_text(city_)) {
  restaurants_.reserve(city_.restaurants().size());
  menus_.reserve(city_.restaurants().size());
  for (const Restaurant& restaurant : city_.restaurants()) {
    restaurants_.push_back(restaurant_text(city_, restaurant));
    menus_.push_back(menu_text(city_, restaurant));
  }
}

std::string_view Catalogue::restaurant(std::int64_t id) const noexcept {
  return city_.restaurant(id) == nullptr ? std::string_view() : restaurants_[static_cast<std::size_t>(id - 1)];
}

std::string_view Catalogue::menu(std::int64_t id) const noexcept {
  return city_.restaurant(id) == nullptr ? std::string_view() : menus_[static_cast<std::size_t>(id - 1)];
}

std::optional<std::string> Catalogue::page(std::string_view zone, std::uint64_t page) const {
  const Zone* only = zone.empty() ? nullptr : city_.zone(zone);
  if (!zone.empty() && only == nullptr) return std::nullopt;
  const std::uint64_t total = only != nullptr ? only->restaurants.size() : restaurants_.size();
  const std::uint64_t pages = (total + page_size - 1) / page_size;
  std::string text = fmt::format(R"({{"page":{},"pages":{},"total":{},"next":)", page, pages, total);
  if (page < pages)
    fmt::format_to(std::back_inserter(text), R"("/api/restaurants?{}{}{}page={}")", only != nullptr ? "zone=" : "", zone,
                   only != nullptr ? "&" : "", page + 1);
  else
    text += "null";
  text += R"(,"restaurants":[)";
  const std::uint64_t begin = page > pages ? total : (page - 1) * page_size;
  const std::uint64_t end = std::min<std::uint64_t>(total, begin + page_size);
  for (std::uint64_t i = begin; i < end; ++i) {
    if (i > begin) text += ',';
    text += restaurants_[only != nullptr ? only->restaurants[i] - 1 : i];
  }
  return text += "]}";
}

}  // namespace rushhour::service
