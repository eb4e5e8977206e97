#include "target/delivery/order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rushhour::delivery {
namespace {

using enum OrderStatus;

constexpr std::array<std::string_view, 10> names{"placed", "paid",      "accepted",  "rejected", "preparing",
                                                 "ready",  "picked_up", "delivered", "reviewed", "cancelled"};

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

constexpr std::int64_t service_fee_per_mille = 25;
constexpr std::size_t complaints_max = 10;

void check_lines(const City& city, const Restaurant& restaurant, const Placement& placement, std::vector<Complaint>& complaints) {
  if (placement.lines.empty()) complaints.push_back({"lines", "must hold at least one line"});
  if (placement.lines.size() > order_lines_max) complaints.push_back({"lines", fmt::format("must hold at most {} lines", order_lines_max)});
  for (std::size_t i = 0; i < placement.lines.size() && complaints.size() < complaints_max; ++i) {
    const Placement::Line& line = placement.lines[i];
    const bool served = City::restaurant_of(line.dish) == restaurant.id && city.dish(line.dish) != nullptr;
    if (!served)
      complaints.push_back({fmt::format("lines[{}].dish", i), fmt::format("is not on the menu of restaurant {}", restaurant.id)});
    if (line.quantity < 1 || line.quantity > quantity_max)
      complaints.push_back({fmt::format("lines[{}].quantity", i), fmt::format("must be 1 to {}", quantity_max)});
  }
}

Order priced(const City& city, const Restaurant& restaurant, const Placement& placement) {
  Order order;
  order.restaurant = restaurant.id;
  order.zone = city.zones()[restaurant.zone].name;
  order.customer = placement.customer;
  order.currency = city.currency();
  order.lines.reserve(placement.lines.size());
  for (const Placement::Line& line : placement.lines) {
    const Dish& dish = *city.dish(line.dish);
    order.lines.push_back({dish.id, dish.name, line.quantity, dish.price});
  }
  order.total = order.subtotal() + per_mille(order.subtotal(), service_fee_per_mille);
  return order;
}

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

Money Order::subtotal() const noexcept {
  Money sum;
  for (const OrderLine& line : lines) sum += line.amount();
  return sum;
}

std::variant<Order, std::vector<Complaint>> place(const City& city, const Placement& placement, WallTime now) {
  std::vector<Complaint> complaints;
  if (placement.customer.size() > customer_bytes_max)
    complaints.push_back({"customer", fmt::format("must be at most {} bytes long", customer_bytes_max)});
  const bool from_dish = !placement.restaurant && !placement.lines.empty();
  const std::int64_t id = from_dish ? City::restaurant_of(placement.lines.front().dish) : placement.restaurant.value_or(0);
  const Restaurant* restaurant = city.restaurant(id);
  if (restaurant == nullptr)
    complaints.push_back(from_dish ? Complaint{"dish", "is on no menu of this city"} : Complaint{"restaurant", "is not in this city"});
  else
    check_lines(city, *restaurant, placement, complaints);
  if (!complaints.empty()) return complaints;
  Order order = priced(city, *restaurant, placement);
  order.placed_at = order.updated_at = now;
  return order;
}

std::optional<Order> move(const Order& order, OrderStatus to, WallTime now) {
  if (!may_move(order.status, to)) return std::nullopt;
  Order moved = order;
  moved.status = to;
  moved.updated_at = now;
  return moved;
}

}  // namespace rushhour::delivery
