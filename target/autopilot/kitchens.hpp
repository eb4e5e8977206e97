#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "target/autopilot/act.hpp"
#include "target/delivery/city.hpp"
#include "target/delivery/order.hpp"

namespace rushhour::autopilot {

/// What the kitchens of a city do with their orders. Chance comes from the city's seed and the order's id alone.
///
/// 1. A paid order is looked at after 15 to 75 seconds, and taken or not as the kitchen is inclined (`City::accepts`). A full kitchen asks
///    again every minute; after half an hour it rejects the order.
/// 2. What is taken is prepared at once: the capacity of a kitchen counts orders from when they are taken.
/// 3. Preparation takes the time that was foretold (`City::preparation_time`), give or take: log-normal, sigma 0.12.
///
/// Remembers what it is about to do, one entry for each order in a kitchen. One thread at a time.
class Kitchens {
 public:
  explicit Kitchens(const delivery::City& city) : city_(city) {}

  /// An order as it was committed, or seen again. Nothing if there is nothing to do, or it is about to be done.
  std::optional<Act> see(const delivery::Order& order, WallTime now);

  /// An act of a kitchen has ended.
  std::optional<Act> answered(const Act& act, Answer answer, WallTime now);

  std::size_t busy_with() const noexcept { return about_.size(); }

 private:
  const delivery::City& city_;
  std::unordered_map<std::string, delivery::OrderStatus> about_;  // the status for which an act was made
};

}  // namespace rushhour::autopilot
