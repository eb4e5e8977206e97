#include "target/service/live_orders.hpp"

namespace rushhour::service {

std::shared_ptr<const delivery::Order> LiveOrders::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.order;
}

void LiveOrders::apply(const delivery::Order& committed) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(committed.id);
  if (delivery::finished(committed.status)) {
    if (found == entries_.end()) return;
    ages_.erase(found->second.age);
    entries_.erase(found);
  } else if (found != entries_.end()) {
    found->second.order = std::make_shared<const delivery::Order>(committed);
  } else {
    ages_.push_back(committed.id);
    entries_.emplace(committed.id, Entry{std::make_shared<const delivery::Order>(committed), std::prev(ages_.end())});
    if (entries_.size() > capacity_) {
      entries_.erase(ages_.front());
      ages_.pop_front();
    }
  }
}

std::size_t LiveOrders::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace rushhour::service
