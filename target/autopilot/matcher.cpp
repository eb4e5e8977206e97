#include "target/autopilot/matcher.hpp"

#include <algorithm>

namespace rushhour::autopilot {
namespace {

using delivery::OrderStatus;

dispatch::OpenOrder open_order(const delivery::Order& order, delivery::Point restaurant, WallTime now) {
  const bool ready = order.status == OrderStatus::ready;
  return {order.id, restaurant, order.to, order.placed_at, ready ? std::min(order.updated_at, now) : order.ready_by.value_or(now)};
}

}  // namespace

std::vector<Errand> Matcher::match(const delivery::City& city, WallTime now) {
  std::erase_if(offered_, [now](const auto& entry) { return entry.second.until <= now; });
  const std::vector<dispatch::OpenOrder> orders = open_orders(city, now);
  if (orders.empty()) return {};
  const std::vector<dispatch::FreeCourier> couriers = free_couriers(city, now);
  std::vector<Errand> errands;
  for (const dispatch::Trip& trip : dispatch::match(settings_.policy, settings_.rules, orders, couriers, now))
    if (Errand errand = offer(city, trip, now); !errand.legs.empty()) errands.push_back(std::move(errand));
  return errands;
}

// An offer that was declined has left the roster before its time, and its order is open again.
std::vector<dispatch::OpenOrder> Matcher::open_orders(const delivery::City& city, WallTime now) {
  std::vector<dispatch::OpenOrder> open;
  for (const auto& order : orders_.unassigned(orders_max + offered_.size())) {
    const auto offered = offered_.find(order->id);
    if (offered != offered_.end() && roster_.is_offered(offered->second.courier, order->id, now)) continue;
    const delivery::Restaurant* restaurant = city.restaurant(order->restaurant);
    if (restaurant != nullptr && open.size() < orders_max) open.push_back(open_order(*order, restaurant->at, now));
  }
  return open;
}

std::vector<dispatch::FreeCourier> Matcher::free_couriers(const delivery::City& city, WallTime now) {
  std::vector<service::Courier> working = roster_.working();
  const auto next = std::find_if(working.begin(), working.end(), [&](const auto& courier) { return courier.shift.courier > last_; });
  std::rotate(working.begin(), next, working.end());
  std::vector<dispatch::FreeCourier> free;
  for (const service::Courier& courier : working) {
    if (free.size() == couriers_max) break;
    const std::uint32_t id = courier.shift.courier;
    const delivery::Courier* profile = city.courier(id);
    if (profile == nullptr || orders_.load_of(id).orders > 0 || !roster_.offers(id, now).empty()) continue;
    if (settings_.keep_hours && !within(profile->shift, now)) continue;
    const WallTime off_at = settings_.keep_hours ? next_end(profile->shift, now) : now + std::chrono::days(1);
    free.push_back({id, profile->vehicle, profile->carries, courier.at, now, off_at});
    last_ = id;
  }
  return free;
}

Errand Matcher::offer(const delivery::City& city, const dispatch::Trip& trip, WallTime now) {
  Errand errand{trip.courier->id, {}};
  for (const dispatch::Stop& stop : trip.stops) {
    const std::string& id = stop.order->id;
    const auto order = orders_.find(id);  // as it is by now: other threads have not stood still
    const auto is_of_errand = [&](const Leg& leg) { return leg.order == id; };
    if (!stop.pick_up) {
      if (std::any_of(errand.legs.begin(), errand.legs.end(), is_of_errand)) errand.legs.push_back({false, id, stop.order->to});
    } else if (order && order->courier == 0 && roster_.offer(errand.courier, {id, now + settings_.offer_holds}, now)) {
      offered_[id] = {errand.courier, now + settings_.offer_holds};
      errand.legs.push_back({true, id, city.restaurant(order->restaurant)->at, order->status == OrderStatus::ready});
    }
  }
  return errand;
}

Errand errand_of(const delivery::City& city, std::uint32_t courier, const std::vector<service::LiveOrders::Shared>& orders) {
  Errand errand{courier, {}};
  for (const auto& order : orders) {
    const delivery::Restaurant* restaurant = city.restaurant(order->restaurant);
    if (order->status != OrderStatus::picked_up && restaurant != nullptr)
      errand.legs.push_back({true, order->id, restaurant->at, order->status == OrderStatus::ready});
  }
  for (const auto& order : orders)
    if (city.restaurant(order->restaurant) != nullptr) errand.legs.push_back({false, order->id, order->to});
  return errand;
}

}  // namespace rushhour::autopilot
