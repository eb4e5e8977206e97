#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "target/dispatch/travel.hpp"

namespace rushhour::dispatch {

/// An order that no courier has yet.
struct OpenOrder {
  std::string id;  ///< different for each; ties are broken by it
  delivery::Point from;
  delivery::Point to;
  WallTime placed_at;
  WallTime ready_at;  ///< when the kitchen is expected to have it ready, or had
};

/// A courier who can be given a trip.
struct FreeCourier {
  std::uint32_t id;  ///< different for each; ties are broken by it
  delivery::Vehicle vehicle;
  std::uint32_t carries;  ///< orders at once
  delivery::Point at;     ///< at `free_at`
  WallTime free_at;       ///< may lie ahead: at the end of the trip that is under way
  WallTime off_at;        ///< picks nothing up after it
};

/// One thing to do on a trip.
struct Visit {
  bool pick_up;  ///< at the order's restaurant; else its drop-off
  const OpenOrder* order;
};

/// A visit with its instants.
struct Stop {
  bool pick_up;
  const OpenOrder* order;
  WallTime arrives_at;
  WallTime done_at;  ///< the courier, or the customer, has the food; a pick-up waits for the kitchen
  WallTime leaves_at;
};

/// What a courier is asked to do, from its first stop to its last. Points to the orders and the courier that were handed in.
struct Trip {
  const FreeCourier* courier;
  std::vector<Stop> stops;
};

/// The instants of a courier's visits, in the given order, leaving at `departure`; they replace what is in `stops`, whose memory is kept.
/// Half of a service time passes before the food changes hands and half after it; several pick-ups in a row at one place are one service.
void walk(const Travel& travel, delivery::Vehicle vehicle, delivery::Point at, WallTime departure, std::span<const Visit> visits,
          std::vector<Stop>& stops);

/// When the courier can leave where it is: `now`, or when it becomes free.
WallTime departure(const FreeCourier& courier, WallTime now) noexcept;

/// Metres as the crow flies, from `at` along all visits.
double length_m(delivery::Point at, std::span<const Visit> visits) noexcept;

}  // namespace rushhour::dispatch
