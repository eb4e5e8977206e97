#pragma once

#include <vector>

#include "target/dispatch/policy.hpp"

namespace rushhour::dispatch {

/// Orders for one trip, with the sequence of its stops.
using Bundle = std::vector<Visit>;

using Bundles = std::vector<Bundle>;
using Couriers = std::vector<const FreeCourier*>;

/// The bundle of an order by itself.
Bundle alone(const OpenOrder& order);

std::size_t orders_in(const Bundle& bundle) noexcept;

/// The trip if the courier may make it; nothing if its bag, range or end of work forbid it.
std::optional<Trip> trip_of(const Rules& rules, const FreeCourier& courier, const Bundle& bundle, WallTime now);

/// In seconds: for each order the time from when it could leave the kitchen (not before `now`) to its drop-off, minus the time for which it
/// has been waiting since it was placed, so that nobody waits for ever where couriers are scarce; and the courier's time until the end of
/// the trip, at its share.
std::int64_t cost_of(const Rules& rules, const Trip& trip, WallTime now);

/// One bundle for each courier at most, as many as can be, at the least sum of costs. Bundles that were given away leave `bundles`, and
/// their couriers leave `couriers`; both keep their order.
std::vector<Trip> pair_up(const Rules& rules, Bundles& bundles, Couriers& couriers, WallTime now);

}  // namespace rushhour::dispatch
