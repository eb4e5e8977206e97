// How a city is drawn.
//
// 1. The first restaurants are dealt one to each zone, so that none is empty; the others choose a zone, the centre more often than the rim.
// 2. Each restaurant draws from a stream of its own: zone, cuisine, level of prices, name, then its menu, category by category; and from
//    another one: place, hours, kitchen.
// 3. A category takes neighbours on its ring of names from a drawn place on; they differ, as no category asks for more than the ring has.
// 4. Prices are whole tenths of the main unit.
// 5. What chance has in store for an order comes from streams that are named by what is drawn and indexed by a hash of the order's key.

#include "target/delivery/city.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "reports/foundation/random_stream.hpp"
#include "target/delivery/geography.hpp"

namespace rushhour::delivery {
namespace {

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

// When restaurants open, of twenty: all day, over lunch and dinner, in the evening, into the night, always.
Hours draw_hours(RandomStream& random) {
  constexpr std::array<Hours, 20> usual{{{480, 1200},  {510, 1260},  {540, 1320}, {600, 1320}, {630, 1320}, {660, 1320}, {660, 1350},
                                         {660, 1380},  {660, 1380},  {690, 1320}, {690, 1350}, {690, 1380}, {690, 1410}, {720, 1380},
                                         {1020, 1380}, {1020, 1410}, {1050, 60},  {1080, 120}, {720, 180},  {0, 0}}};
  return usual[random.below(usual.size())];
}

// Kitchens prepare 3 to 18 orders at once, mostly few; typical preparation of 9 to 26 minutes and the spread of single orders together
// give a mean of 18 to 19 minutes with a coefficient of variation of 0.46, within what published days of delivery show (16 to 26 minutes,
// 0.44 to 0.76). Kitchens take 920 to 999 orders of a thousand.
void draw_kitchen(std::uint64_t seed, Restaurant& restaurant) {
  RandomStream random(seed, "city", "kitchen", restaurant.id);
  const Quarter& quarter = quarters[restaurant.zone];
  restaurant.at = draw_point(random, quarter.centre, quarter.radius_m);
  restaurant.open = draw_hours(random);
  const double size = random.uniform();
  restaurant.kitchen_capacity = 3 + static_cast<std::uint32_t>(16 * size * size);
  restaurant.typical_preparation = std::chrono::minutes(9 + random.below(18));
  restaurant.acceptance = 920 + static_cast<std::uint32_t>(random.below(80));
}

Restaurant draw_restaurant(std::uint64_t seed, std::uint32_t id) {
  RandomStream random(seed, "city", "restaurant", id);
  const std::size_t drawn = draw_quarter(random);
  const Cuisine& cuisine = cuisines[random.below(cuisines.size())];
  const std::int64_t level = 8 + static_cast<std::int64_t>(random.below(7));  // tenths of the usual price
  const std::string_view first = first_words[random.below(first_words.size())];
  const std::string_view second = second_words[random.below(second_words.size())];
  Restaurant restaurant{id, std::string(first).append(" ").append(second), cuisine.name, id <= quarters.size() ? id - 1 : drawn, {}};
  for (const Category& category : categories) draw_category(random, category, cuisine, level, restaurant);
  draw_kitchen(seed, restaurant);
  return restaurant;
}

/// An even index for the stream of an order (FNV-1a, 64 bits).
std::uint64_t index_of(std::string_view order_key) noexcept {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : order_key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

bool open_at(const Restaurant& restaurant, WallTime at) noexcept { return within(restaurant.open, at); }

City::City(std::uint64_t seed, std::uint32_t restaurants, std::uint32_t couriers) : seed_(seed) {
  const std::size_t zones = std::min<std::size_t>(quarters.size(), restaurants);
  for (std::size_t i = 0; i < zones; ++i) zones_.push_back({quarters[i].name, {}, quarters[i].centre, quarters[i].radius_m});
  restaurants_.reserve(restaurants);
  for (std::uint32_t id = 1; id <= restaurants; ++id) {
    restaurants_.push_back(draw_restaurant(seed, id));
    zones_[restaurants_.back().zone].restaurants.push_back(id);
  }
  couriers_.reserve(couriers);
  for (std::uint32_t id = 1; id <= couriers; ++id) couriers_.push_back(draw_courier(seed, id, zones));
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

const Courier* City::courier(std::int64_t id) const noexcept {
  if (id < 1 || static_cast<std::uint64_t>(id) > couriers_.size()) return nullptr;
  return &couriers_[static_cast<std::size_t>(id - 1)];
}

std::chrono::seconds City::preparation_time(const Restaurant& restaurant, std::string_view order_key) const noexcept {
  constexpr double sigma = 0.35;
  RandomStream random(seed_, "city", "preparation", index_of(order_key));
  const double factor = std::clamp(std::exp(sigma * random.normal()), 1.0 / 3, 3.0);
  return std::chrono::seconds(std::llround(factor * static_cast<double>(std::chrono::seconds(restaurant.typical_preparation).count())));
}

bool City::accepts(const Restaurant& restaurant, std::string_view order_key) const noexcept {
  return RandomStream(seed_, "city", "acceptance", index_of(order_key)).below(1000) < restaurant.acceptance;
}

Point City::drop_off(const Zone& zone, std::string_view order_key) const noexcept {
  RandomStream random(seed_, "city", "drop-off", index_of(order_key));
  return draw_point(random, zone.centre, zone.radius_m);
}

}  // namespace rushhour::delivery
