#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/money.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::delivery {

enum class OrderStatus : std::uint8_t { placed, paid, accepted, rejected, preparing, ready, picked_up, delivered, reviewed, cancelled };

/// "picked_up": as it stands in answers and in the store.
std::string_view name_of(OrderStatus status) noexcept;
std::optional<OrderStatus> order_status(std::string_view name) noexcept;

/// Whether an order may go from one status to the other in one step. Cancelling is open until the courier has the food.
bool may_move(OrderStatus from, OrderStatus to) noexcept;

/// Whether nothing but a review can come any more: such orders are not kept in memory.
bool finished(OrderStatus status) noexcept;

/// Whether the order takes room in its kitchen.
bool in_kitchen(OrderStatus status) noexcept;

/// `authorised`: the money is set aside; `captured`: it has changed hands; `refunded`: it was given back, or set free again.
enum class PaymentStatus : std::uint8_t { pending, authorised, captured, failed, refunded };

std::string_view name_of(PaymentStatus status) noexcept;
std::optional<PaymentStatus> payment_status(std::string_view name) noexcept;

struct OrderLine {
  std::uint32_t dish;
  std::string name;  ///< as it was called when it was ordered
  std::int64_t quantity;
  Money price;  ///< of one

  Money amount() const noexcept { return price * quantity; }
  bool operator==(const OrderLine&) const = default;
};

/// Always of the order's total.
struct Payment {
  PaymentStatus status = PaymentStatus::pending;
  std::string method;          ///< of the last attempt; empty before the first
  std::uint32_t attempts = 0;  ///< that were answered, by consent or refusal

  bool operator==(const Payment&) const = default;
};

/// An order is what its events have made of it (`life.hpp`); `revision` counts them.
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
  std::uint32_t revision = 0;
  Point to;  ///< where it is wanted
  Payment payment;
  std::uint32_t courier = 0;            ///< who brings it; 0: nobody yet
  std::optional<WallTime> ready_by;     ///< when the kitchen means to be ready; set when it accepts
  std::optional<WallTime> promised_at;  ///< when the courier is expected at the door; set when one takes the order
  std::optional<WallTime> picked_up_at;
  std::optional<WallTime> delivered_at;
  std::uint32_t stars = 0;  ///< of the review, 1 to 5; 0: none
  std::string remark;       ///< why it was rejected or cancelled, or the words of the review

  Money subtotal() const noexcept;
  bool operator==(const Order&) const = default;
};

}  // namespace rushhour::delivery
