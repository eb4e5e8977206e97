#include "target/telemetry/business.hpp"

#include <algorithm>
#include <array>

namespace rushhour::telemetry {
namespace {

constexpr std::array<std::string_view, 19> types{"order.placed",
                                                 "payment.pending",
                                                 "payment.authorised",
                                                 "payment.captured",
                                                 "payment.failed",
                                                 "payment.refunded",
                                                 "order.accepted",
                                                 "order.rejected",
                                                 "order.preparing",
                                                 "order.ready",
                                                 "order.assigned",
                                                 "order.picked_up",
                                                 "order.delivered",
                                                 "order.cancelled",
                                                 "order.reviewed",
                                                 "courier.shift_began",
                                                 "courier.shift_ended",
                                                 "customer.signed_up",
                                                 "other"};

// The order that a change is about; null if it is about none.
const delivery::Order* order_in(const store::Change& change) {
  for (const store::Operation& operation : change.operations) {
    if (const auto* placed = std::get_if<store::PlaceOrder>(&operation)) return &placed->order;
    if (const auto* moved = std::get_if<store::MoveOrder>(&operation)) return &moved->order;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> event_types() { return {types.begin(), types.end()}; }

std::string_view type_of(std::string_view event) noexcept {
  constexpr std::string_view before = R"(","type":")";
  const std::size_t at = event.find(before);
  if (at == std::string_view::npos) return {};
  event.remove_prefix(at + before.size());
  return event.substr(0, event.find('"'));
}

void count(Registry& registry, const store::Change& committed) {
  const delivery::Order* order = order_in(committed);
  for (const std::string& event : committed.events) {
    const std::string_view type = type_of(event);
    const auto found = std::find(types.begin(), types.end() - 1, type);  // what is not found is the last, "other"
    registry.event(static_cast<std::size_t>(found - types.begin()));
    if (order == nullptr) continue;
    if (type == "payment.captured") registry.revenue(order->total.minor);
    if (type == "payment.refunded") registry.refund(order->total.minor);
    if (type == "order.delivered" && order->delivered_at) registry.delivered(*order->delivered_at - order->placed_at);
  }
}

}  // namespace rushhour::telemetry
