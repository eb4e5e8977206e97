#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "target/delivery/placement.hpp"

namespace rushhour::service {

struct Basket {
  delivery::Placement placement;
  std::uint64_t version = 0;  ///< never 0, and never the same for two baskets
};

/// What signed-in customers have put together and not yet ordered: one basket each, in memory alone. Past the capacity the one that was
/// longest not written goes.
///
/// Thread safety: any thread.
class Baskets {
 public:
  explicit Baskets(std::size_t capacity) : capacity_(capacity) {}

  std::optional<Basket> find(const std::string& customer) const;

  /// 0: there is none.
  std::uint64_t version_of(const std::string& customer) const;

  void put(const std::string& customer, Basket basket);
  void remove(const std::string& customer);
  void clear();
  std::size_t size() const;

 private:
  struct Entry {
    Basket basket;
    std::list<std::string>::iterator age;
  };

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
  std::list<std::string> ages_;  // customers, the longest unwritten first
};

}  // namespace rushhour::service
