#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/city.hpp"
#include "target/delivery/money.hpp"

namespace rushhour::delivery {

enum class OrderStatus : std::uint8_t { placed, paid, accepted, rejected, preparing, ready, picked_up, delivered, reviewed, cancelled };

/// "picked_up": as it stands in answers and in the store.
std::string_view name_of(OrderStatus status) noexcept;
std::optional<OrderStatus> order_status(std::string_view name) noexcept;

/// Whether an order may go from one status to the other in one step. Cancelling is open until the courier has the food.
bool may_move(OrderStatus from, OrderStatus to) noexcept;

/// Whether nothing but a review can come any more: such orders are not kept in memory.
bool finished(OrderStatus status) noexcept;

struct OrderLine {
  std::uint32_t dish;
  std::string name;  ///< as it was called when it was ordered
  std::int64_t quantity;
  Money price;  ///< of one

  Money amount() const noexcept { return price * quantity; }
  bool operator==(const OrderLine&) const = default;
};

struct Order {
  std::string id;
  std::uint32_t restaurant = 0;
  std::string zone;
  std::string customer;  ///< empty if the customer did not say
  OrderStatus status = OrderStatus::placed;
  std::vector<OrderLine> lines;
  Money total;  ///< the lines and the service fee
  std::string currency;
  WallTime placed_at{};
  WallTime updated_at{};
  std::string fingerprint;  ///< of the body it was placed with, so that a retry is told from another order under the same key
  bool personal = false;    ///< the customer had signed in: the order is nobody else's business

  Money subtotal() const noexcept;
  bool operator==(const Order&) const = default;
};

/// What a customer asks for; numbers as they came, not yet checked.
struct Placement {
  struct Line {
    std::int64_t dish;
    std::int64_t quantity;
  };

  std::optional<std::int64_t> restaurant;  ///< unset: that of the first dish
  std::vector<Line> lines;
  std::string customer;
};

/// What is wrong with one field of a request: "lines[0].quantity", "must be 1 to 50".
struct Complaint {
  std::string field;
  std::string detail;

  bool operator==(const Complaint&) const = default;
};

inline constexpr std::size_t order_lines_max = 40;
inline constexpr std::int64_t quantity_max = 50;
inline constexpr std::size_t customer_bytes_max = 100;

/// The order that a placement makes, priced and `placed` at `now`, or what is wrong with it (at most ten complaints). Its id and its
/// fingerprint are left to the caller. The price is the sum of the lines and a service fee of 2.5 % of it, rounded half to even.
std::variant<Order, std::vector<Complaint>> place(const City& city, const Placement& placement, WallTime now);

/// The order after a legal move at `now`; nothing if the move is illegal.
std::optional<Order> move(const Order& order, OrderStatus to, WallTime now);

}  // namespace rushhour::delivery
