#include "target/dispatch/pairing.hpp"

#include <algorithm>
#include <cmath>

#include "target/dispatch/least_cost.hpp"

namespace rushhour::dispatch {
namespace {

// What a bundle asks of any courier.
struct Needs {
  std::size_t load = 0;  // the most orders that are in the bag at once
  double length_m = 0;   // from the first stop on
};

Needs needs_of(const Bundle& bundle) noexcept {
  Needs needs;
  std::size_t load = 0;
  for (const Visit& visit : bundle) {
    load = visit.pick_up ? load + 1 : load - 1;
    needs.load = std::max(needs.load, load);
  }
  needs.length_m = length_m(bundle.front().order->from, bundle);
  return needs;
}

// `stops`: room to work in, which holds the trip's afterwards.
bool makes(const Rules& rules, const FreeCourier& courier, const Bundle& bundle, const Needs& needs, WallTime now,
           std::vector<Stop>& stops) {
  if (needs.load > courier.carries) return false;
  const double length = delivery::distance_m(courier.at, bundle.front().order->from) + needs.length_m;
  if (length > delivery::traits(courier.vehicle).range_m) return false;
  walk(rules.travel, courier.vehicle, courier.at, departure(courier, now), bundle, stops);
  return stops.front().done_at <= courier.off_at;
}

std::int64_t cost_of(const Rules& rules, const FreeCourier& courier, const std::vector<Stop>& stops, WallTime now) {
  WallTime::duration customers{};
  for (const Stop& stop : stops)
    if (!stop.pick_up) customers += stop.done_at - std::max(now, stop.order->ready_at) - (now - stop.order->placed_at);
  const auto on_the_way = stops.back().leaves_at - departure(courier, now);
  return std::llround(std::chrono::duration<double>(customers).count() +
                      rules.courier_share * std::chrono::duration<double>(on_the_way).count());
}

}  // namespace

Bundle alone(const OpenOrder& order) { return {{true, &order}, {false, &order}}; }

std::size_t orders_in(const Bundle& bundle) noexcept { return bundle.size() / 2; }

std::optional<Trip> trip_of(const Rules& rules, const FreeCourier& courier, const Bundle& bundle, WallTime now) {
  Trip trip{&courier, {}};
  if (!makes(rules, courier, bundle, needs_of(bundle), now, trip.stops)) return std::nullopt;
  return trip;
}

std::int64_t cost_of(const Rules& rules, const Trip& trip, WallTime now) { return cost_of(rules, *trip.courier, trip.stops, now); }

std::vector<Trip> pair_up(const Rules& rules, Bundles& bundles, Couriers& couriers, WallTime now) {
  Costs costs(bundles.size(), couriers.size());
  std::vector<Stop> stops;
  for (std::size_t b = 0; b < bundles.size(); ++b) {
    const Needs needs = needs_of(bundles[b]);
    for (std::size_t c = 0; c < couriers.size(); ++c)
      if (makes(rules, *couriers[c], bundles[b], needs, now, stops)) costs.at(b, c) = cost_of(rules, *couriers[c], stops, now);
  }
  const std::vector<std::size_t> courier_of = least_cost_assignment(costs);
  std::vector<Trip> trips;
  Bundles left;
  for (std::size_t b = 0; b < bundles.size(); ++b) {
    if (courier_of[b] == unassigned) {
      left.push_back(std::move(bundles[b]));
      continue;
    }
    trips.push_back(*trip_of(rules, *couriers[courier_of[b]], bundles[b], now));
    couriers[courier_of[b]] = nullptr;
  }
  bundles = std::move(left);
  std::erase(couriers, nullptr);
  return trips;
}

}  // namespace rushhour::dispatch
