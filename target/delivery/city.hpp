#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/courier.hpp"
#include "target/delivery/hours.hpp"
#include "target/delivery/money.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::delivery {

struct Dish {
  std::uint32_t id;  ///< restaurant * 100 + place on the menu, counted from 1
  std::string name;
  std::string_view category;  ///< "starter", "main", "side", "dessert", "drink"
  Money price;
};

struct Restaurant {
  std::uint32_t id;  ///< from 1
  std::string name;
  std::string_view cuisine;
  std::size_t zone;  ///< index into City::zones()
  std::vector<Dish> dishes;
  Point at{};                                   ///< within its zone
  Hours open{};                                 ///< every day the same
  std::uint32_t kitchen_capacity = 1;           ///< orders being prepared at once
  std::chrono::minutes typical_preparation{1};  ///< the median, of an order by itself
  std::uint32_t acceptance = 1000;              ///< orders that the kitchen takes, of a thousand
};

struct Zone {
  std::string_view name;                   ///< as it stands in a URL, "old-town"
  std::vector<std::uint32_t> restaurants;  ///< ids, ascending
  Point centre{};
  std::int32_t radius_m = 0;
};

bool open_at(const Restaurant& restaurant, WallTime at) noexcept;

/// Everything about the city that no order changes: a pure function of (seed, number of restaurants, number of couriers). A restaurant and
/// its menu depend on the seed and their own id alone, and so does a courier, so a larger city begins with the smaller one. (Zones are the
/// exception: a city of fewer than twelve restaurants has fewer zones, in which its couriers live closer together.)
///
/// Thread safety: immutable after construction; share it freely.
class City {
 public:
  static constexpr std::uint32_t restaurants_max = 1'000'000;

  static constexpr std::uint32_t couriers_max = 100'000;

  /// REQUIRES: 1 <= restaurants <= restaurants_max; couriers <= couriers_max.
  City(std::uint64_t seed, std::uint32_t restaurants, std::uint32_t couriers = 500);

  std::uint64_t seed() const noexcept { return seed_; }
  std::string_view currency() const noexcept { return "EUR"; }
  std::span<const Zone> zones() const noexcept { return zones_; }
  std::span<const Restaurant> restaurants() const noexcept { return restaurants_; }
  std::span<const Courier> couriers() const noexcept { return couriers_; }

  /// Null if there is none of that id.
  const Restaurant* restaurant(std::int64_t id) const noexcept;
  const Dish* dish(std::int64_t id) const noexcept;
  const Zone* zone(std::string_view name) const noexcept;
  const Courier* courier(std::int64_t id) const noexcept;

  /// What chance has in store for the order with this key (its id): the same each time it is asked.
  ///
  /// How long the kitchen takes once it begins: log-normal around the restaurant's typical time (sigma 0.35), between a third of it and
  /// three times as much, in whole seconds.
  std::chrono::seconds preparation_time(const Restaurant& restaurant, std::string_view order_key) const noexcept;
  /// Whether a kitchen that has room takes the order.
  bool accepts(const Restaurant& restaurant, std::string_view order_key) const noexcept;
  /// Where a customer lives who does not say so: even over the zone's disc.
  Point drop_off(const Zone& zone, std::string_view order_key) const noexcept;

  /// The restaurant on whose menu a dish of that id would stand, whether or not it does.
  static constexpr std::int64_t restaurant_of(std::int64_t dish_id) noexcept { return dish_id / 100; }

 private:
  std::uint64_t seed_;
  std::vector<Zone> zones_;
  std::vector<Restaurant> restaurants_;
  std::vector<Courier> couriers_;
};

}  // namespace rushhour::delivery
