// How a city is drawn.
//
// 1. The first restaurants are dealt one to each zone, so that none is empty; the others choose a zone with weight 1 / sqrt(rank), so that
//    the centre is busier than the rim.
// 2. Each restaurant draws from a stream of its own: zone, cuisine, level of prices, name, then its menu, category by category.
// 3. A category takes neighbours on its ring of names from a drawn place on; they differ, as no category asks for more than the ring has.
// 4. Prices are whole tenths of the main unit.

#include "target/delivery/city.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/foundation/random_stream.hpp"

namespace rushhour::delivery {
namespace {

constexpr std::array<std::string_view, 12> zone_names{"centre",  "old-town", "harbour",  "university", "market",    "riverside",
                                                      "station", "parks",    "hillside", "docks",      "north-end", "garden-city"};

struct Cuisine {
  std::string_view name;
  std::array<std::string_view, 10> mains;
};

constexpr std::array<Cuisine, 8> cuisines{{
    {"italian",
     {"Margherita", "Diavola", "Quattro Formaggi", "Carbonara", "Lasagne", "Gnocchi al Pesto", "Risotto Funghi", "Calzone", "Amatriciana",
      "Saltimbocca"}},
    {"japanese",
     {"Shoyu Ramen", "Miso Ramen", "Salmon Bowl", "Katsu Curry", "Udon", "Maki Plate", "Gyudon", "Tempura Soba", "Chirashi", "Yakitori"}},
    {"indian",
     {"Butter Chicken", "Palak Paneer", "Lamb Vindaloo", "Chana Masala", "Biryani", "Dal Makhani", "Rogan Josh", "Aloo Gobi", "Fish Curry",
      "Tandoori Plate"}},
    {"mexican",
     {"Tacos al Pastor", "Burrito", "Quesadilla", "Enchiladas", "Fajitas", "Chilaquiles", "Mole Poblano", "Tostadas", "Carnitas",
      "Pozole"}},
    {"burger",
     {"Classic Burger", "Cheeseburger", "Smash Burger", "Veggie Burger", "Chicken Burger", "Fish Burger", "Bacon Burger", "Truffle Burger",
      "Pulled Pork Bun", "Halloumi Bun"}},
    {"thai", {"Pad Thai", "Green Curry", "Red Curry", "Massaman", "Pad Krapow", "Khao Soi", "Tom Kha", "Pad See Ew", "Panang", "Larb"}},
    {"levantine",
     {"Falafel Plate", "Shawarma", "Kebab", "Shakshuka", "Moussaka", "Kofta", "Mixed Grill", "Fattoush Bowl", "Manakish", "Maqluba"}},
    {"vegan",
     {"Buddha Bowl", "Lentil Stew", "Tofu Scramble", "Jackfruit Wrap", "Seitan Gyros", "Pumpkin Curry", "Quinoa Salad", "Tempeh Bowl",
      "Mushroom Pie", "Bean Chili"}},
}};

struct Category {
  std::string_view name;
  std::uint64_t fewest;
  std::uint64_t most;  // at most ten, the size of a ring
  std::int64_t cheapest_tenths;
  std::uint64_t spread_tenths;
  std::array<std::string_view, 10> dishes;  // unused for mains, which come from the cuisine
};

constexpr std::array<Category, 5> categories{{
    {"main", 5, 10, 82, 90, {}},
    {"starter",
     2,
     4,
     38,
     40,
     {"Soup of the Day", "Garden Salad", "Bruschetta", "Spring Rolls", "Olives", "Hummus", "Edamame", "Garlic Bread", "Samosa", "Nachos"}},
    {"side", 1, 4, 22, 30, {"Fries", "Rice", "Coleslaw", "Bread", "Pickles", "Sweet Potato", "Greens", "Kimchi", "Dip", "Corn"}},
    {"dessert",
     1,
     3,
     36,
     40,
     {"Tiramisu", "Mochi", "Brownie", "Cheesecake", "Baklava", "Sorbet", "Panna Cotta", "Churros", "Mango Rice", "Apple Pie"}},
    {"drink",
     2,
     5,
     18,
     30,
     {"Water", "Cola", "Lemonade", "Iced Tea", "Mango Lassi", "Apple Juice", "Ginger Beer", "Espresso", "Kombucha", "Ayran"}},
}};

constexpr std::array<std::string_view, 20> first_words{"Golden", "Little", "Blue",   "Old",    "Happy", "Green", "Silver",
                                                       "Corner", "Royal",  "Hungry", "Quiet",  "Red",   "Lucky", "Grand",
                                                       "Sunny",  "Wild",   "Velvet", "Copper", "Jolly", "Twin"};
constexpr std::array<std::string_view, 20> second_words{"Lantern", "Fork",  "Table",  "Kitchen", "Garden", "Spoon", "Oven",
                                                        "Terrace", "Basil", "Anchor", "Fig",     "Pepper", "Wok",   "Hearth",
                                                        "Olive",   "Crane", "Ladle",  "Barrel",  "Plate",  "Tiger"};

std::size_t draw_zone(RandomStream& random) {
  constexpr std::size_t zones = zone_names.size();
  double total = 0;
  for (std::size_t i = 0; i < zones; ++i) total += 1 / std::sqrt(static_cast<double>(i + 1));
  double at = random.uniform() * total;
  for (std::size_t i = 0; i + 1 < zones; ++i) {
    at -= 1 / std::sqrt(static_cast<double>(i + 1));
    if (at < 0) return i;
  }
  return zones - 1;
}

void draw_category(RandomStream& random, const Category& category, const Cuisine& cuisine, std::int64_t level, Restaurant& restaurant) {
  const auto& ring = category.name == "main" ? cuisine.mains : category.dishes;
  const std::uint64_t count = category.fewest + random.below(category.most - category.fewest + 1);
  const std::uint64_t first = random.below(ring.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int64_t tenths = category.cheapest_tenths + static_cast<std::int64_t>(random.below(category.spread_tenths));
    const auto id = static_cast<std::uint32_t>(restaurant.id * 100 + restaurant.dishes.size() + 1);
    restaurant.dishes.push_back(
        {id, std::string(ring[(first + i) % ring.size()]), category.name, {divide_half_even(tenths * level, 10) * 10}});
  }
}

Restaurant draw_restaurant(std::uint64_t seed, std::uint32_t id) {
  RandomStream random(seed, "city", "restaurant", id);
  const std::size_t drawn = draw_zone(random);
  const Cuisine& cuisine = cuisines[random.below(cuisines.size())];
  const std::int64_t level = 8 + static_cast<std::int64_t>(random.below(7));  // tenths of the usual price
  const std::string_view first = first_words[random.below(first_words.size())];
  const std::string_view second = second_words[random.below(second_words.size())];
  Restaurant restaurant{id, std::string(first).append(" ").append(second), cuisine.name, id <= zone_names.size() ? id - 1 : drawn, {}};
  for (const Category& category : categories) draw_category(random, category, cuisine, level, restaurant);
  return restaurant;
}

}  // namespace

City::City(std::uint64_t seed, std::uint32_t restaurants) : seed_(seed) {
  const std::size_t zones = std::min<std::size_t>(zone_names.size(), restaurants);
  for (std::size_t i = 0; i < zones; ++i) zones_.push_back({zone_names[i], {}});
  restaurants_.reserve(restaurants);
  for (std::uint32_t id = 1; id <= restaurants; ++id) {
    restaurants_.push_back(draw_restaurant(seed, id));
    zones_[restaurants_.back().zone].restaurants.push_back(id);
  }
}

const Restaurant* City::restaurant(std::int64_t id) const noexcept {
  if (id < 1 || static_cast<std::uint64_t>(id) > restaurants_.size()) return nullptr;
  return &restaurants_[static_cast<std::size_t>(id - 1)];
}

const Dish* City::dish(std::int64_t id) const noexcept {
  const Restaurant* home = restaurant(restaurant_of(id));
  const std::int64_t place = id % 100;
  if (home == nullptr || place < 1 || static_cast<std::uint64_t>(place) > home->dishes.size()) return nullptr;
  return &home->dishes[static_cast<std::size_t>(place - 1)];
}

const Zone* City::zone(std::string_view name) const noexcept {
  const auto found = std::find_if(zones_.begin(), zones_.end(), [&](const Zone& zone) { return zone.name == name; });
  return found == zones_.end() ? nullptr : &*found;
}

}  // namespace rushhour::delivery
