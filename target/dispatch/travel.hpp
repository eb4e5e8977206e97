#pragma once

#include <array>
#include <chrono>

#include "reports/foundation/instant.hpp"
#include "target/delivery/courier.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::dispatch {

/// How long couriers are on their way: streets are longer than straight lines, and flow differently at each hour. A value; see
/// docs/measurement.md ("Travel") for the formulas and where the numbers come from.
struct Travel {
  std::array<double, delivery::vehicles> speed_m_per_min;  ///< along an empty street
  std::array<double, delivery::vehicles> exposure;         ///< to traffic: 0 = never slowed down, 1 = as slow as the streets
  double detour;                                           ///< length of streets over the straight line, >= 1
  std::array<double, 24> flow;    ///< speed of the streets at each full hour (UTC) as a share of the free one, > 0; linear in between
  std::chrono::seconds rounding;  ///< ways are rounded up to multiples of it, >= 1 s
  std::chrono::seconds pick_up_service;   ///< spent at a restaurant, half of it before the courier has the food
  std::chrono::seconds drop_off_service;  ///< spent at a customer's, half of it before the customer has the food

  /// From one place to the other, leaving at `departure`. Who leaves later never arrives earlier (but for the rounding).
  /// REQUIRES: both places within some 100 km of each other: the time it takes to answer grows with the hours of the way.
  std::chrono::seconds time(delivery::Vehicle vehicle, delivery::Point from, delivery::Point to, WallTime departure) const noexcept;
};

/// The streets of rushhour's city.
Travel city_streets() noexcept;

/// Everybody at one speed along straight lines at any hour: what published instances of the problem state.
Travel straight_lines(double speed_m_per_min, std::chrono::seconds rounding, std::chrono::seconds pick_up_service,
                      std::chrono::seconds drop_off_service) noexcept;

}  // namespace rushhour::dispatch
