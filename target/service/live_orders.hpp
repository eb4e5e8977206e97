#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "target/delivery/order.hpp"

namespace rushhour::service {

/// The orders that are in motion, as they were last committed: a bounded part of what the store holds. Finished orders leave; past the
/// capacity the oldest leaves, and is looked up in the store when it is asked for.
///
/// Thread safety: any thread.
class LiveOrders {
 public:
  explicit LiveOrders(std::size_t capacity) : capacity_(capacity) {}

  /// Null if the order is not here; the store may still have it.
  std::shared_ptr<const delivery::Order> find(std::string_view id) const;

  /// Takes in what the store has committed.
  void apply(const delivery::Order& committed);

  std::size_t size() const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Entry {
    std::shared_ptr<const delivery::Order> order;
    std::list<std::string>::iterator age;
  };

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::list<std::string> ages_;  // ids, the longest here first
};

}  // namespace rushhour::service
