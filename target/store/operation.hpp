#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "target/delivery/order.hpp"
#include "target/delivery/shift.hpp"

namespace rushhour::store {

/// A new order comes into the store.
struct PlaceOrder {
  delivery::Order order;
  std::string idempotency_key;  ///< empty if the customer gave none
  std::string body;             ///< byte for byte as it was received
};

/// An order has gone on. It stands as it will be; `from` is the revision in which it must still be found.
struct MoveOrder {
  delivery::Order order;
  std::uint32_t from = 0;
};

/// A courier's shift begins or ends; `from` is the revision in which it must still be found, 0 for a courier who has never worked.
struct SetShift {
  delivery::Shift shift;
  std::uint32_t from = 0;
};

/// A customer with a password of its own. What is kept of the password is `key`, derived from it and from `salt` by scrypt.
struct Account {
  std::string customer;
  std::string salt;  ///< hexadecimal digits, as is the key
  std::string key;
  WallTime created_at{};

  bool operator==(const Account&) const = default;
};

struct AddAccount {
  Account account;
};

/// Everything that was stored goes, but for the event log.
struct Reset {};

using Operation = std::variant<PlaceOrder, MoveOrder, SetShift, AddAccount, Reset>;

/// What one request changes: all of it becomes durable, or none.
struct Change {
  std::vector<Operation> operations;

  /// What happened, in order: lines of the event log without their beginning, `"id":"...",...}`; the store numbers them (event_log.hpp).
  std::vector<std::string> events;

  std::uint64_t client = 0;  ///< on whose behalf, where clients take turns

  bool empty() const noexcept { return operations.empty(); }
};

}  // namespace rushhour::store
