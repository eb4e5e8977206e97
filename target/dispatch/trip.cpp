#include "target/dispatch/trip.hpp"

#include <algorithm>

namespace rushhour::dispatch {
namespace {

delivery::Point place_of(const Visit& visit) noexcept { return visit.pick_up ? visit.order->from : visit.order->to; }

}  // namespace

void walk(const Travel& travel, delivery::Vehicle vehicle, delivery::Point at, WallTime departure, std::span<const Visit> visits,
          std::vector<Stop>& stops) {
  stops.clear();
  for (const Visit& visit : visits) {
    const delivery::Point place = place_of(visit);
    const auto service = visit.pick_up ? travel.pick_up_service : travel.drop_off_service;
    Stop stop{visit.pick_up, visit.order, {}, {}, {}};
    if (visit.pick_up && !stops.empty() && stops.back().pick_up && place == at) {
      stop.arrives_at = stops.back().arrives_at;
      stop.done_at = std::max(stops.back().done_at, visit.order->ready_at);
    } else {
      stop.arrives_at = departure + travel.time(vehicle, at, place, departure);
      stop.done_at = stop.arrives_at + service / 2;
      if (visit.pick_up) stop.done_at = std::max(stop.done_at, visit.order->ready_at);
    }
    stop.leaves_at = stop.done_at + (service - service / 2);
    at = place;
    departure = stop.leaves_at;
    stops.push_back(stop);
  }
}

WallTime departure(const FreeCourier& courier, WallTime now) noexcept { return std::max(courier.free_at, now); }

double length_m(delivery::Point at, std::span<const Visit> visits) noexcept {
  double length = 0;
  for (const Visit& visit : visits) {
    length += delivery::distance_m(at, place_of(visit));
    at = place_of(visit);
  }
  return length;
}

}  // namespace rushhour::dispatch
