#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "target/delivery/order.hpp"

namespace rushhour::service {

/// How much a kitchen or a courier has to do. `version` changes whenever `orders` may have.
struct Load {
  std::uint32_t orders = 0;
  std::uint32_t version = 0;
};

/// The orders that are in motion, as they were last committed: a bounded part of what the store holds. Finished orders leave; past the
/// capacity the oldest leaves, and is looked up in the store when it is asked for: kitchens and couriers do not see it any more.
///
/// Thread safety: any thread.
class LiveOrders {
 public:
  using Shared = std::shared_ptr<const delivery::Order>;

  explicit LiveOrders(std::size_t capacity) : capacity_(capacity) {}

  /// Null if the order is not here; the store may still have it.
  Shared find(std::string_view id) const;

  /// 0 if the order is not here.
  std::uint32_t revision_of(std::string_view id) const;

  /// What a restaurant has to look at: paid, and not yet picked up. The oldest first.
  std::vector<Shared> inbox(std::uint32_t restaurant, std::size_t most) const;

  /// Orders accepted or in preparation.
  Load kitchen(std::uint32_t restaurant) const;

  /// What a courier has taken and not yet delivered.
  std::vector<Shared> of_courier(std::uint32_t courier) const;
  Load load_of(std::uint32_t courier) const;

  /// What a kitchen has accepted and no courier has taken. The oldest first.
  std::vector<Shared> unassigned(std::size_t most) const;

  std::size_t unassigned_count() const;

  /// Takes in what the store has committed.
  void apply(const delivery::Order& committed);
  void clear();

  std::size_t size() const;

  /// How many there are of each status.
  std::array<std::size_t, 10> by_status() const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  struct Entry {
    Shared order;
    std::list<std::string>::iterator age;
  };
  using Placed = std::pair<WallTime, std::string>;  // in the order in which they were placed
  struct Hands {                                    // a kitchen's or a courier's
    std::set<Placed> orders;
    Load load;
  };

  void index(const delivery::Order& order);
  void forget(const delivery::Order& order);
  void drop_oldest();
  std::vector<Shared> orders_of(const std::set<Placed>& places, std::size_t most) const;

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::list<std::string> ages_;  // ids, the longest here first
  std::unordered_map<std::uint32_t, Hands> kitchens_;
  std::unordered_map<std::uint32_t, Hands> couriers_;  // by courier
  std::set<Placed> unassigned_;
  std::array<std::size_t, 10> by_status_{};
};

}  // namespace rushhour::service
