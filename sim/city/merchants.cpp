#include "sim/city/merchants.hpp"

#include <algorithm>
#include <chrono>

#include "sim/city/draws.hpp"
#include "sim/city/map.hpp"

namespace rushhour::city {
namespace {

constexpr Quantiles demand{4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 19, 22, 26, 32, 40, 52, 120};
constexpr std::uint32_t dormant_of_thousand = 80;

}  // namespace

// delivery::City wants at least one restaurant; where we have none, nobody is ever asked for it.
Merchants::Merchants(std::uint64_t seed, std::uint32_t count, Day begin)
    : kitchens_(seed, std::max(1U, count), 0), first_in_zone_(zones + 1, 0) {
  merchants_.reserve(count);
  for (std::uint32_t id = 1; id <= count; ++id) {
    RandomStream random(seed, "city", "merchant", id);
    const std::size_t zone = draw_zone(random);
    const delivery::Point place = draw_place(random, zone_at(zone));
    const Day joined = begin - std::chrono::days(between(random, 1, 4 * 365));
    const auto weight = static_cast<std::uint32_t>(from_quantiles(random, demand));
    const bool dormant = id > 1 && chance(random, dormant_of_thousand);
    merchants_.push_back({static_cast<std::uint8_t>(zone), dormant ? 0U : weight, place, joined, restaurant(id).open});
    ++first_in_zone_[zone + 1];
  }
  for (std::size_t i = 1; i <= zones; ++i) first_in_zone_[i] += first_in_zone_[i - 1];
  by_zone_.resize(count);
  std::vector<std::size_t> next(first_in_zone_);
  for (std::uint32_t id = 1; id <= count; ++id) by_zone_[next[zone(id)]++] = id;
  weight_until_.assign(1, 0);
  for (const std::uint32_t id : by_zone_) weight_until_.push_back(weight_until_.back() + at(id).weight);
}

std::optional<std::uint32_t> Merchants::draw(RandomStream& random, std::size_t first, std::size_t last) const noexcept {
  const auto begin = weight_until_.begin() + static_cast<std::ptrdiff_t>(first_in_zone_[first]);
  const auto end = weight_until_.begin() + static_cast<std::ptrdiff_t>(first_in_zone_[last]);
  if (*begin == *end) return std::nullopt;
  const std::uint64_t where = *begin + random.below(*end - *begin);
  return by_zone_[static_cast<std::size_t>(std::upper_bound(begin, end, where) - weight_until_.begin()) - 1];
}

}  // namespace rushhour::city
