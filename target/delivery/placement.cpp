#include "target/delivery/placement.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace rushhour::delivery {
namespace {

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
  if (placement.to) order.to = *placement.to;
  order.lines.reserve(placement.lines.size());
  for (const Placement::Line& line : placement.lines) {
    const Dish& dish = *city.dish(line.dish);
    order.lines.push_back({dish.id, dish.name, line.quantity, dish.price});
  }
  order.total = with_service_fee(order.subtotal());
  return order;
}

}  // namespace

std::variant<Order, std::vector<Complaint>> price(const City& city, const Placement& placement) {
  std::vector<Complaint> complaints;
  if (placement.customer.size() > customer_bytes_max)
    complaints.push_back({"customer", fmt::format("must be at most {} bytes long", customer_bytes_max)});
  if (placement.to && !in_reach(*placement.to))
    complaints.push_back({"to", fmt::format("must lie within {} m of the centre, east and north", reach_m)});
  const bool from_dish = !placement.restaurant && !placement.lines.empty();
  const std::int64_t id = from_dish ? City::restaurant_of(placement.lines.front().dish) : placement.restaurant.value_or(0);
  const Restaurant* restaurant = city.restaurant(id);
  if (restaurant == nullptr)
    complaints.push_back(from_dish ? Complaint{"dish", "is on no menu of this city"} : Complaint{"restaurant", "is not in this city"});
  else
    check_lines(city, *restaurant, placement, complaints);
  if (!complaints.empty()) return complaints;
  return priced(city, *restaurant, placement);
}

}  // namespace rushhour::delivery
