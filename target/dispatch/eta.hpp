#pragma once

#include <cstdint>

#include "target/delivery/city.hpp"
#include "target/dispatch/travel.hpp"

namespace rushhour::dispatch {

/// When a kitchen that has `ahead` orders to prepare is expected to be done with one more that it is given at `now`, which takes
/// `preparation` by itself: at once if fewer than its capacity are ahead; otherwise it waits for the orders that must leave first, which do
/// so evenly, one each (typical time / capacity).
WallTime expected_kitchen_end(const delivery::Restaurant& restaurant, std::uint32_t ahead, std::chrono::seconds preparation,
                              WallTime now) noexcept;

/// What a customer can be told. All instants are expected ones, and none lies before the one above it.
struct Eta {
  WallTime ready_at;
  WallTime picked_up_at;
  WallTime delivered_at;
};

/// For an order that no courier has yet: one on a scooter is thought to set out for the restaurant from `approach_m` away when the kitchen
/// is `approach_lead` from done, or at once if that is past.
inline constexpr std::int32_t approach_m = 1'500;
inline constexpr std::chrono::minutes approach_lead{8};
Eta expect(const Travel& travel, delivery::Point restaurant, delivery::Point customer, WallTime ready_at, WallTime now) noexcept;

/// For an order whose courier, now at `at`, goes there directly and can leave at `departure`.
Eta expect(const Travel& travel, delivery::Vehicle vehicle, delivery::Point at, WallTime departure, delivery::Point restaurant,
           delivery::Point customer, WallTime ready_at) noexcept;

}  // namespace rushhour::dispatch
