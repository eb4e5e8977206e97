#include "target/dispatch/eta.hpp"

#include <algorithm>

namespace rushhour::dispatch {

WallTime expected_kitchen_end(const delivery::Restaurant& restaurant, std::uint32_t ahead, std::chrono::seconds preparation,
                              WallTime now) noexcept {
  const std::uint32_t capacity = restaurant.kitchen_capacity;
  const std::uint32_t must_leave = ahead < capacity ? 0 : ahead - capacity + 1;
  return now + std::chrono::seconds(restaurant.typical_preparation) * must_leave / capacity + preparation;
}

Eta expect(const Travel& travel, delivery::Point restaurant, delivery::Point customer, WallTime ready_at, WallTime now) noexcept {
  const delivery::Point somewhere{restaurant.x_m + approach_m, restaurant.y_m};
  return expect(travel, delivery::Vehicle::scooter, somewhere, std::max(now, ready_at - approach_lead), restaurant, customer, ready_at);
}

Eta expect(const Travel& travel, delivery::Vehicle vehicle, delivery::Point at, WallTime departure, delivery::Point restaurant,
           delivery::Point customer, WallTime ready_at) noexcept {
  const WallTime arrives_at = departure + travel.time(vehicle, at, restaurant, departure);
  const WallTime picked_up_at = std::max(ready_at, arrives_at + travel.pick_up_service / 2);
  const WallTime leaves_at = picked_up_at + (travel.pick_up_service - travel.pick_up_service / 2);
  return {ready_at, picked_up_at, leaves_at + travel.time(vehicle, restaurant, customer, leaves_at) + travel.drop_off_service / 2};
}

}  // namespace rushhour::dispatch
