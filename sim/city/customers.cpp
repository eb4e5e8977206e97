#include "sim/city/customers.hpp"

#include <algorithm>
#include <array>

#include "sim/city/map.hpp"

namespace rushhour::city {
namespace {

constexpr std::int64_t days_before = 3 * 365;

// How often customers order, beside each other, and how many of a hundred do so.
struct Habit {
  std::uint32_t weight;
  std::uint32_t of_hundred;
};
constexpr std::array<Habit, 5> habits{{{0, 12}, {1, 40}, {4, 33}, {12, 12}, {40, 3}}};

std::uint32_t draw_weight(RandomStream& random) {
  std::uint64_t at = random.below(100);
  std::size_t i = 0;
  while (at >= habits[i].of_hundred) at -= habits[i++].of_hundred;
  return habits[i].weight;
}

}  // namespace

Customers::Customers(std::uint64_t seed, std::uint32_t count, Day begin, std::uint32_t days)
    : seed_(seed),
      begin_(begin),
      days_(days),
      early_(count == 0 ? 0 : std::max(1U, static_cast<std::uint32_t>(std::uint64_t{count} * 6 / 10))) {
  zones_.reserve(count);
  weight_until_.reserve(count + std::size_t{1});
  weight_until_.push_back(0);
  for (std::uint32_t id = 1; id <= count; ++id) {
    RandomStream random(seed, "city", "customer", id);
    zones_.push_back(static_cast<std::uint8_t>(draw_zone(random)));
    const std::uint32_t weight = draw_weight(random);
    weight_until_.push_back(weight_until_.back() + (id == 1 ? std::max(1U, weight) : weight));  // somebody has to order on the first day
  }
}

Day Customers::signed_up(std::uint32_t id) const noexcept {
  if (id <= early_) return begin_ - std::chrono::days(days_before) + std::chrono::days((id - 1) * std::uint64_t{days_before} / early_);
  return begin_ + std::chrono::days((id - early_ - 1) * std::uint64_t{days_} / (count() - early_));
}

std::uint32_t Customers::draw(RandomStream& random, std::uint32_t day) const noexcept {
  // The first `late` of the late ones have signed_up() < begin + day: floor(i * days / late in all) < day for every i below it.
  const std::uint64_t all_late = count() - early_;
  const std::uint64_t late = std::min(all_late, (std::uint64_t{day} * all_late + days_ - 1) / days_);
  const auto last = weight_until_.begin() + static_cast<std::ptrdiff_t>(early_ + late);
  const auto at = static_cast<std::uint32_t>(random.below(*last));
  return static_cast<std::uint32_t>(std::upper_bound(weight_until_.begin(), last + 1, at) - weight_until_.begin());
}

delivery::Point Customers::home(std::uint32_t id) const noexcept {
  RandomStream random(seed_, "city", "home", id);
  return draw_place(random, zone_at(zone(id)));
}

// A multiplier without a factor of 2 or 5 makes a permutation of the hundred million numbers.
std::uint32_t Customers::mobile_digits(std::uint32_t id) const noexcept {
  constexpr std::uint64_t numbers = 100'000'000;
  return static_cast<std::uint32_t>((id * std::uint64_t{48'271'343} + seed_ % numbers) % numbers);
}

}  // namespace rushhour::city
