#include "target/telemetry/business.hpp"

#include "target/delivery/life.hpp"

namespace rushhour::telemetry {
namespace {

/// The type that a line of the event log says; empty if it says none.
std::string_view type_of(std::string_view line) noexcept {
  constexpr std::string_view before = "\"type\":\"";
  const std::size_t at = line.find(before);
  if (at == std::string_view::npos) return {};
  line.remove_prefix(at + before.size());
  return line.substr(0, line.find('"'));
}

}  // namespace

std::vector<std::string> event_types() {
  std::vector<std::string> types;
  for (auto type = delivery::OrderEventType::placed;; type = static_cast<delivery::OrderEventType>(static_cast<int>(type) + 1)) {
    types.emplace_back(delivery::name_of(type));
    if (type == delivery::OrderEventType::reviewed) break;
  }
  for (const char* other : {"courier.shift_began", "courier.shift_ended", "customer.signed_up", "city.reset"}) types.emplace_back(other);
  return types;
}

Business::Business(Registry& registry) : registry_(registry) {
  const auto& names = registry.names().events;
  for (std::size_t i = 0; i < names.size(); ++i) types_.emplace(names[i], i);
}

void Business::committed(const store::Change& change) noexcept {
  const auto* moved = change.operations.empty() ? nullptr : std::get_if<store::MoveOrder>(&change.operations.front());
  for (const std::string& line : change.events) {
    const std::string_view type = type_of(line);
    const auto known = types_.find(type);
    if (known != types_.end()) registry_.event(known->second);
    if (moved == nullptr) continue;
    if (type == "payment.captured") registry_.revenue(moved->order.total.minor);
    if (type == "payment.refunded") registry_.refund(moved->order.total.minor);
    if (type == "order.delivered") registry_.delivered(moved->order.updated_at - moved->order.placed_at);
  }
}

}  // namespace rushhour::telemetry
