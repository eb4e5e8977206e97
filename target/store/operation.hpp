#pragma once

#include <string>
#include <variant>
#include <vector>

#include "target/delivery/order.hpp"

namespace rushhour::store {

/// A new order comes into the store.
struct PlaceOrder {
  delivery::Order order;
  std::string idempotency_key;  ///< empty if the customer gave none
  std::string body;             ///< byte for byte as it was received
};

/// An order takes on a new status. It stands as it will be; `from` is the status in which it must still be found.
struct MoveOrder {
  delivery::Order order;
  delivery::OrderStatus from;
};

using Operation = std::variant<PlaceOrder, MoveOrder>;

/// What one request changes: all of it becomes durable, or none.
using Change = std::vector<Operation>;

/// The order as it stands after an operation.
inline const delivery::Order& order_of(const Operation& operation) {
  return std::visit([](const auto& what) -> const delivery::Order& { return what.order; }, operation);
}

}  // namespace rushhour::store
