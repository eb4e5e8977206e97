#include "target/service/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "reports/foundation/json_text.hpp"
#include "target/service/digest.hpp"

namespace rushhour::service {
namespace {

using delivery::City;
using delivery::Dish;
using delivery::Restaurant;
using delivery::Zone;

std::string overview_text(const City& city, std::span<const std::string_view> cuisines) {
  std::string text =
      fmt::format(R"({{"seed":{},"currency":"{}","restaurants":{},"zones":[)", city.seed(), city.currency(), city.restaurants().size());
  for (const Zone& zone : city.zones())
    fmt::format_to(std::back_inserter(text), R"({}{{"name":"{}","restaurants":{}}})", &zone == city.zones().data() ? "" : ",", zone.name,
                   zone.restaurants.size());
  text += R"(],"couriers":)" + std::to_string(city.couriers().size()) + R"(,"cuisines":[)";
  for (const std::string_view cuisine : cuisines) text.append(cuisine == cuisines.front() ? "\"" : ",\"").append(cuisine).append(1, '"');
  return text += "]}";
}

std::string restaurant_text(const City& city, const Restaurant& restaurant) {
  std::string text = fmt::format(R"({{"id":{},"name":)", restaurant.id);
  append_json_string(text, restaurant.name);
  const delivery::Hours open = restaurant.open;
  fmt::format_to(std::back_inserter(text),
                 R"(,"zone":"{}","cuisine":"{}","at":{{"x":{},"y":{}}},"opens":"{:02}:{:02}","closes":"{:02}:{:02}","preparation_min":{},)"
                 R"("dishes":{},"menu":"/api/restaurants/{}/menu"}})",
                 city.zones()[restaurant.zone].name, restaurant.cuisine, restaurant.at.x_m, restaurant.at.y_m, open.from_min / 60,
                 open.from_min % 60, open.to_min / 60, open.to_min % 60, restaurant.typical_preparation.count(), restaurant.dishes.size(),
                 restaurant.id);
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

Page page_of(std::string body) {
  Page page{std::move(body), {}, {}};
  page.tag = fmt::format("\"{}\"", fingerprint_of(page.body));
  page.fields = fmt::format("ETag: {}\r\nCache-Control: no-cache\r\n", page.tag);
  return page;
}

std::string lower(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return low;
}

std::vector<std::string_view> cuisines_of(const City& city) {
  std::vector<std::string_view> cuisines;
  for (const Restaurant& restaurant : city.restaurants()) cuisines.push_back(restaurant.cuisine);
  std::sort(cuisines.begin(), cuisines.end());
  cuisines.erase(std::unique(cuisines.begin(), cuisines.end()), cuisines.end());
  return cuisines;
}

// A value of a query, so that it comes back as it was.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text)
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~')
      safe += c;
    else
      fmt::format_to(std::back_inserter(safe), "%{:02X}", static_cast<unsigned char>(c));
  return safe;
}

std::string next_path(const Search& search, std::int64_t after) {
  std::string path = "/api/restaurants?";
  if (!search.zone.empty()) path += "zone=" + escaped(search.zone) + "&";
  if (!search.cuisine.empty()) path += "cuisine=" + escaped(search.cuisine) + "&";
  if (!search.words.empty()) path += "q=" + escaped(search.words) + "&";
  if (search.open_at) path += "open=1&";
  return path + fmt::format("limit={}&cursor={}", search.limit, after);
}

}  // namespace

Catalogue::Catalogue(delivery::City city) : city_(std::move(city)), cuisines_(cuisines_of(city_)) {
  overview_ = page_of(overview_text(city_, cuisines_));
  restaurants_.reserve(city_.restaurants().size());
  menus_.reserve(city_.restaurants().size());
  for (const Restaurant& restaurant : city_.restaurants()) {
    restaurants_.push_back(page_of(restaurant_text(city_, restaurant)));
    menus_.push_back(page_of(menu_text(city_, restaurant)));
    names_.push_back(lower(restaurant.name));
  }
}

const Page* Catalogue::restaurant(std::int64_t id) const noexcept {
  return city_.restaurant(id) == nullptr ? nullptr : &restaurants_[static_cast<std::size_t>(id - 1)];
}

const Page* Catalogue::menu(std::int64_t id) const noexcept {
  return city_.restaurant(id) == nullptr ? nullptr : &menus_[static_cast<std::size_t>(id - 1)];
}

bool Catalogue::has_cuisine(std::string_view name) const { return std::binary_search(cuisines_.begin(), cuisines_.end(), name); }

bool Catalogue::fits(const Restaurant& restaurant, const Search& search, std::string_view words) const {
  if (!search.cuisine.empty() && restaurant.cuisine != search.cuisine) return false;
  if (search.open_at && !delivery::open_at(restaurant, *search.open_at)) return false;
  return words.empty() || names_[restaurant.id - 1].find(words) != std::string::npos;
}

std::string Catalogue::find(const Search& search) const {
  const Zone* only = search.zone.empty() ? nullptr : city_.zone(search.zone);
  const std::size_t candidates = only != nullptr ? only->restaurants.size() : city_.restaurants().size();
  const std::string words = lower(search.words);
  std::vector<std::uint32_t> found;
  std::size_t total = 0;
  bool more = false;
  for (std::size_t i = 0; i < candidates; ++i) {
    const Restaurant& restaurant = city_.restaurants()[only != nullptr ? only->restaurants[i] - 1 : i];
    if (!fits(restaurant, search, words)) continue;
    ++total;
    if (restaurant.id <= search.after) continue;
    if (found.size() < search.limit)
      found.push_back(restaurant.id);
    else
      more = true;
  }
  std::string text = fmt::format(R"({{"total":{},"next":)", total);
  text += more ? "\"" + next_path(search, found.back()) + "\"" : "null";
  text += R"(,"restaurants":[)";
  for (const std::uint32_t id : found) text.append(id == found.front() ? "" : ",").append(restaurants_[id - 1].body);
  return text += "]}";
}

}  // namespace rushhour::service
