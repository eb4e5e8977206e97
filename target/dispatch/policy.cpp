#include "target/dispatch/policy.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "target/dispatch/bundling.hpp"
#include "target/dispatch/pairing.hpp"

namespace rushhour::dispatch {
namespace {

constexpr std::array<std::string_view, 3> names{"nearest", "batched", "bundled"};

using Orders = std::vector<const OpenOrder*>;

std::vector<Trip> nearest(const Rules& rules, const Orders& orders, Couriers couriers, WallTime now) {
  std::vector<Trip> trips;
  for (const OpenOrder* order : orders) {
    std::optional<Trip> first;
    for (const FreeCourier* courier : couriers) {
      std::optional<Trip> trip = trip_of(rules, *courier, alone(*order), now);
      if (trip && (!first || trip->stops.front().arrives_at < first->stops.front().arrives_at)) first = std::move(trip);
    }
    if (!first) continue;
    std::erase(couriers, first->courier);
    trips.push_back(*std::move(first));
  }
  return trips;
}

std::vector<Trip> batched(const Rules& rules, const Orders& orders, Couriers couriers, WallTime now) {
  Bundles bundles;
  for (const OpenOrder* order : orders) bundles.push_back(alone(*order));
  return pair_up(rules, bundles, couriers, now);
}

// What nobody who is left can carry as a bundle is tried once more, order by order.
std::vector<Trip> bundled(const Rules& rules, const Orders& orders, Couriers couriers, WallTime now) {
  std::uint32_t load_max = 1;
  for (const FreeCourier* courier : couriers) load_max = std::max(load_max, courier->carries);
  Bundles bundles = bundle_up(rules, orders, couriers.size(), load_max, now);
  std::vector<Trip> trips = pair_up(rules, bundles, couriers, now);
  Bundles singles;
  for (const Bundle& bundle : bundles)
    for (const Visit& visit : bundle)
      if (visit.pick_up) singles.push_back(alone(*visit.order));
  for (Trip& trip : pair_up(rules, singles, couriers, now)) trips.push_back(std::move(trip));
  return trips;
}

}  // namespace

std::string_view name_of(Policy policy) noexcept { return names[static_cast<std::size_t>(policy)]; }

std::optional<Policy> policy(std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Policy>(found - names.begin());
}

std::vector<Trip> match(Policy policy, const Rules& rules, std::span<const OpenOrder> orders, std::span<const FreeCourier> couriers,
                        WallTime now) {
  Orders due;
  for (const OpenOrder& order : orders)
    if (order.ready_at <= now + rules.look_ahead) due.push_back(&order);
  std::sort(due.begin(), due.end(), [](auto* a, auto* b) { return std::tie(a->ready_at, a->id) < std::tie(b->ready_at, b->id); });
  Couriers free;
  for (const FreeCourier& courier : couriers) free.push_back(&courier);
  std::sort(free.begin(), free.end(), [](auto* a, auto* b) { return a->id < b->id; });
  constexpr std::array policies{nearest, batched, bundled};
  std::vector<Trip> trips = policies[static_cast<std::size_t>(policy)](rules, due, std::move(free), now);
  std::sort(trips.begin(), trips.end(), [](const Trip& a, const Trip& b) { return a.courier->id < b.courier->id; });
  return trips;
}

}  // namespace rushhour::dispatch
