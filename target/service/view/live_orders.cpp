#include "target/service/view/live_orders.hpp"

#include <algorithm>
#include <utility>

namespace rushhour::service {
namespace {

using delivery::Order;
using delivery::OrderStatus;

bool in_inbox(const Order& order) {
  return order.status == OrderStatus::paid || order.status == OrderStatus::ready || delivery::in_kitchen(order.status);
}

bool wants_courier(const Order& order) {
  return order.courier == 0 && (order.status == OrderStatus::ready || delivery::in_kitchen(order.status));
}

}  // namespace

LiveOrders::Shared LiveOrders::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.order;
}

std::uint32_t LiveOrders::revision_of(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? 0 : found->second.order->revision;
}

std::vector<LiveOrders::Shared> LiveOrders::inbox(std::uint32_t restaurant, std::size_t most) const {
  const std::lock_guard lock(mutex_);
  const auto kitchen = kitchens_.find(restaurant);
  return kitchen == kitchens_.end() ? std::vector<Shared>() : orders_of(kitchen->second.orders, most);
}

Load LiveOrders::kitchen(std::uint32_t restaurant) const {
  const std::lock_guard lock(mutex_);
  const auto kitchen = kitchens_.find(restaurant);
  return kitchen == kitchens_.end() ? Load() : kitchen->second.load;
}

std::vector<LiveOrders::Shared> LiveOrders::of_courier(std::uint32_t courier) const {
  const std::lock_guard lock(mutex_);
  const auto hands = couriers_.find(courier);
  return hands == couriers_.end() ? std::vector<Shared>() : orders_of(hands->second.orders, hands->second.orders.size());
}

Load LiveOrders::load_of(std::uint32_t courier) const {
  const std::lock_guard lock(mutex_);
  const auto hands = couriers_.find(courier);
  return hands == couriers_.end() ? Load() : hands->second.load;
}

std::vector<LiveOrders::Shared> LiveOrders::unassigned(std::size_t most) const {
  const std::lock_guard lock(mutex_);
  return orders_of(unassigned_, most);
}

std::size_t LiveOrders::unassigned_count() const {
  const std::lock_guard lock(mutex_);
  return unassigned_.size();
}

std::vector<LiveOrders::Shared> LiveOrders::orders_of(const std::set<Placed>& places, std::size_t most) const {
  std::vector<Shared> orders;
  orders.reserve(std::min(most, places.size()));
  for (auto at = places.begin(); at != places.end() && orders.size() < most; ++at)
    orders.push_back(entries_.find(at->second)->second.order);
  return orders;
}

void LiveOrders::apply(const Order& committed) {
  auto shared = std::make_shared<const Order>(committed);
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(committed.id);
  if (found != entries_.end()) forget(*found->second.order);
  if (delivery::finished(committed.status)) {
    if (found == entries_.end()) return;
    ages_.erase(found->second.age);
    entries_.erase(found);
    return;
  }
  index(committed);
  if (found != entries_.end()) {
    found->second.order = std::move(shared);
    return;
  }
  ages_.push_back(committed.id);
  entries_.emplace(committed.id, Entry{std::move(shared), std::prev(ages_.end())});
  if (entries_.size() > capacity_) drop_oldest();
}

void LiveOrders::drop_oldest() {
  const auto oldest = entries_.find(ages_.front());
  forget(*oldest->second.order);
  entries_.erase(oldest);
  ages_.pop_front();
}

void LiveOrders::index(const Order& order) {
  ++by_status_[static_cast<std::size_t>(order.status)];
  const Placed place(order.placed_at, order.id);
  if (in_inbox(order)) {
    Hands& kitchen = kitchens_[order.restaurant];
    kitchen.orders.insert(place);
    if (delivery::in_kitchen(order.status)) ++kitchen.load.orders, ++kitchen.load.version;
  }
  if (order.courier != 0) {
    Hands& courier = couriers_[order.courier];
    courier.orders.insert(place);
    ++courier.load.orders, ++courier.load.version;
  }
  if (wants_courier(order)) unassigned_.insert(place);
}

void LiveOrders::forget(const Order& order) {
  --by_status_[static_cast<std::size_t>(order.status)];
  const Placed place(order.placed_at, order.id);
  if (in_inbox(order)) {
    Hands& kitchen = kitchens_[order.restaurant];
    kitchen.orders.erase(place);
    if (delivery::in_kitchen(order.status)) --kitchen.load.orders, ++kitchen.load.version;
  }
  if (order.courier != 0) {
    Hands& courier = couriers_[order.courier];
    courier.orders.erase(place);
    --courier.load.orders, ++courier.load.version;
  }
  unassigned_.erase(place);
}

void LiveOrders::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  ages_.clear();
  kitchens_.clear();
  couriers_.clear();
  unassigned_.clear();
  by_status_ = {};
}

std::size_t LiveOrders::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::array<std::size_t, 10> LiveOrders::by_status() const {
  const std::lock_guard lock(mutex_);
  return by_status_;
}

}  // namespace rushhour::service
