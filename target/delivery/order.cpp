#include "target/delivery/order.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rushhour::delivery {
namespace {

using enum OrderStatus;

constexpr std::array<std::string_view, 10> names{"placed", "paid",      "accepted",  "rejected", "preparing",
                                                 "ready",  "picked_up", "delivered", "reviewed", "cancelled"};

constexpr std::array<std::string_view, 5> payment_names{"pending", "authorised", "captured", "failed", "refunded"};

constexpr std::array<std::pair<OrderStatus, OrderStatus>, 13> moves{{
    {placed, paid},
    {placed, cancelled},
    {paid, accepted},
    {paid, rejected},
    {paid, cancelled},
    {accepted, preparing},
    {accepted, cancelled},
    {preparing, ready},
    {preparing, cancelled},
    {ready, picked_up},
    {ready, cancelled},
    {picked_up, delivered},
    {delivered, reviewed},
}};

}  // namespace

std::string_view name_of(OrderStatus status) noexcept { return names[static_cast<std::size_t>(status)]; }

std::optional<OrderStatus> order_status(std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<OrderStatus>(found - names.begin());
}

bool may_move(OrderStatus from, OrderStatus to) noexcept {
  return std::find(moves.begin(), moves.end(), std::pair{from, to}) != moves.end();
}

bool finished(OrderStatus status) noexcept {
  return status == rejected || status == delivered || status == reviewed || status == cancelled;
}

bool in_kitchen(OrderStatus status) noexcept { return status == accepted || status == preparing; }

std::string_view name_of(PaymentStatus status) noexcept { return payment_names[static_cast<std::size_t>(status)]; }

std::optional<PaymentStatus> payment_status(std::string_view name) noexcept {
  const auto found = std::find(payment_names.begin(), payment_names.end(), name);
  if (found == payment_names.end()) return std::nullopt;
  return static_cast<PaymentStatus>(found - payment_names.begin());
}

Money Order::subtotal() const noexcept {
  Money sum;
  for (const OrderLine& line : lines) sum += line.amount();
  return sum;
}

}  // namespace rushhour::delivery
