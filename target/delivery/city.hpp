#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "target/delivery/money.hpp"

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
};

struct Zone {
  std::string_view name;                   ///< as it stands in a URL, "old-town"
  std::vector<std::uint32_t> restaurants;  ///< ids, ascending
};

/// Everything about the city that no order changes: a pure function of (seed, number of restaurants). A restaurant's menu depends on the
/// seed and its own id alone, so a larger city begins with the smaller one.
///
/// Thread safety: immutable after construction; share it freely.
class City {
 public:
  static constexpr std::uint32_t restaurants_max = 1'000'000;

  /// REQUIRES: 1 <= restaurants <= restaurants_max.
  City(std::uint64_t seed, std::uint32_t restaurants);

  std::uint64_t seed() const noexcept { return seed_; }
  std::string_view currency() const noexcept { return "EUR"; }
  std::span<const Zone> zones() const noexcept { return zones_; }
  std::span<const Restaurant> restaurants() const noexcept { return restaurants_; }

  /// Null if there is none of that id.
  const Restaurant* restaurant(std::int64_t id) const noexcept;
  const Dish* dish(std::int64_t id) const noexcept;
  const Zone* zone(std::string_view name) const noexcept;

  /// The restaurant on whose menu a dish of that id would stand, whether or not it does.
  static constexpr std::int64_t restaurant_of(std::int64_t dish_id) noexcept { return dish_id / 100; }

 private:
  std::uint64_t seed_;
  std::vector<Zone> zones_;
  std::vector<Restaurant> restaurants_;
};

}  // namespace rushhour::delivery
