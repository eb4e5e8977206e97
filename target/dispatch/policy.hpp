#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "target/dispatch/trip.hpp"

namespace rushhour::dispatch {

/// How orders are matched with couriers.
enum class Policy : std::uint8_t {
  nearest,  ///< each order, in the order in which they are ready, to the courier who has it first; what a dispatcher does by hand
  batched,  ///< all orders at once, one for each courier, at the least sum of costs
  bundled   ///< as batched, but of bundles: orders that lie on one way go on one trip where that saves more than it delays
};

/// "nearest", "batched", "bundled".
std::string_view name_of(Policy policy) noexcept;
std::optional<Policy> policy(std::string_view name) noexcept;

/// What the policies agree on, whoever decides.
struct Rules {
  Travel travel = city_streets();
  std::chrono::seconds look_ahead = std::chrono::minutes(12);  ///< orders that are ready later than this are left for another time
  double courier_share = 0.8;                                  ///< what a courier's time is worth, in time of a customer
  std::chrono::seconds delay_max = std::chrono::minutes(15);   ///< by which a bundle may delay a customer, against a trip of its own
  std::int32_t close_m = 1000;                                 ///< restaurants whose orders may share a trip
};

/// Who brings what: a pure function. At most one trip for each courier, no order twice, never more orders at once than the courier carries,
/// no trip beyond the vehicle's range, no first pick-up after the courier's end of work. What is not assigned is left for another time.
/// Trips stand by the couriers' ids. The result does not depend on the order in which orders or couriers are handed in.
std::vector<Trip> match(Policy policy, const Rules& rules, std::span<const OpenOrder> orders, std::span<const FreeCourier> couriers,
                        WallTime now);

}  // namespace rushhour::dispatch
