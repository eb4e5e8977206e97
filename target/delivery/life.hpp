#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "target/delivery/order.hpp"

// The life of an order. A move is a function of the order and an instant; it answers with the events that it causes and the order that they
// make, or with the reason why it is not open. An order is what its events make of it and nothing else, so whoever reads the events knows
// the order.
namespace rushhour::delivery {

enum class OrderEventType : std::uint8_t {
  placed,
  payment_pending,
  payment_authorised,
  payment_captured,
  payment_failed,
  payment_refunded,
  accepted,
  rejected,
  preparing,
  ready,
  assigned,
  picked_up,
  delivered,
  cancelled,
  reviewed,
};

/// "order.placed", "payment.captured": as it stands in the event log.
std::string_view name_of(OrderEventType type) noexcept;

/// What happened to one order. What `placed` brings stands in the order itself.
struct OrderEvent {
  OrderEventType type = OrderEventType::placed;
  WallTime at{};
  std::uint32_t courier = 0;      ///< assigned
  std::optional<WallTime> due{};  ///< accepted: ready by; assigned: at the door
  std::uint32_t stars = 0;        ///< reviewed
  std::string text{};             ///< payments: the method; rejected, cancelled: why; reviewed: the words

  bool operator==(const OrderEvent&) const = default;
};

/// Lets one event happen to an order. REQUIRES: the event is the next one of that order.
void evolve(Order& order, const OrderEvent& event);

/// An order and the events that made it so, the last of which gave it its revision. No events: the move had been made before.
struct Step {
  Order order;
  std::vector<OrderEvent> events;
};

/// The reason why a move is not open, to stand behind "the order ".
struct Illegal {
  std::string why;
};

using Moved = std::variant<Step, Illegal>;

inline constexpr std::uint32_t payment_attempts_max = 5;

/// A priced order begins its life: placed, its payment pending.
Step begin_life(Order priced, WallTime now);

/// Whether the bank agrees to that attempt: 98 of 100 cards; cash and vouchers are always good. A pure draw.
bool payment_is_good(std::uint64_t seed, std::string_view order, std::string_view method, std::uint32_t attempt);

/// Paying an order that is paid already changes nothing. A payment that is not good leaves the order placed, and may be tried again.
Moved pay(const Order& order, std::string_view method, bool good, WallTime now);

/// The kitchen takes the order, and with it the money.
Moved accept(const Order& order, WallTime ready_by, WallTime now);
Moved reject(const Order& order, std::string_view why, WallTime now);
Moved prepare(const Order& order, WallTime now);
Moved make_ready(const Order& order, WallTime now);

/// A courier takes an order that a kitchen has accepted and nobody else has taken.
Moved assign(const Order& order, std::uint32_t courier, WallTime at_the_door, WallTime now);

/// Only the courier who took the order may do these.
Moved pick_up(const Order& order, std::uint32_t courier, WallTime now);
Moved deliver(const Order& order, std::uint32_t courier, WallTime now);

/// Money that was set aside or taken is given back.
Moved cancel(const Order& order, std::string_view why, WallTime now);
Moved review(const Order& order, std::uint32_t stars, std::string_view words, WallTime now);

}  // namespace rushhour::delivery
