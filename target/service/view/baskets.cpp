#include "target/service/view/baskets.hpp"

#include <utility>

namespace rushhour::service {

std::optional<Basket> Baskets::find(const std::string& customer) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(customer);
  if (found == entries_.end()) return std::nullopt;
  return found->second.basket;
}

std::uint64_t Baskets::version_of(const std::string& customer) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(customer);
  return found == entries_.end() ? 0 : found->second.basket.version;
}

void Baskets::put(const std::string& customer, Basket basket) {
  const std::lock_guard lock(mutex_);
  const auto [at, fresh] = entries_.try_emplace(customer);
  if (!fresh) ages_.erase(at->second.age);
  ages_.push_back(customer);
  at->second = {std::move(basket), std::prev(ages_.end())};
  if (entries_.size() > capacity_) {
    entries_.erase(ages_.front());
    ages_.pop_front();
  }
}

void Baskets::remove(const std::string& customer) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(customer);
  if (found == entries_.end()) return;
  ages_.erase(found->second.age);
  entries_.erase(found);
}

void Baskets::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  ages_.clear();
}

std::size_t Baskets::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace rushhour::service
