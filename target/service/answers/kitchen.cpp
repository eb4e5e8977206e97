#include "target/service/answers/kitchen.hpp"

#include <fmt/format.h>

#include "target/dispatch/eta.hpp"
#include "target/service/answers/answer.hpp"
#include "target/service/answers/order_moves.hpp"
#include "target/service/bodies/order_text.hpp"

namespace rushhour::service {
namespace {

using delivery::Order;

constexpr std::size_t inbox_max = 100;
constexpr std::int64_t minutes_max = 240;
constexpr std::size_t reason_bytes_max = 500;

/// The order, if it is one of the caller's kitchen.
std::variant<SharedOrder, Decision> own_order(const Ask& ask) {
  auto sought = order_for(ask);
  if (const auto* order = std::get_if<SharedOrder>(&sought); order != nullptr && !ask.caller.is(Role::restaurant, (*order)->restaurant))
    return refuse(403, "the order is another restaurant's");
  return sought;
}

Decision move_own(const Ask& ask, delivery::Moved (*move)(const Order&, WallTime)) {
  auto sought = own_order(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  return moved_order(ask, order, move(order, ask.now));
}

}  // namespace

Decision read_inbox(const Ask& ask) {
  const auto id = natural(ask.parameter);
  if (!id || ask.view.catalogue.city().restaurant(*id) == nullptr) return refuse(404, "there is no such restaurant");
  if (!ask.caller.is(Role::restaurant, static_cast<std::uint32_t>(*id))) return refuse(403, "the inbox is another restaurant's");
  const Load kitchen = ask.view.orders.kitchen(ask.caller.number);
  std::string body = fmt::format(R"({{"restaurant":{},"in_kitchen":{},"capacity":{},"orders":[)", *id, kitchen.orders,
                                 ask.view.catalogue.city().restaurant(*id)->kitchen_capacity);
  bool first = true;
  for (const SharedOrder& order : ask.view.orders.inbox(ask.caller.number, inbox_max)) {
    if (!first) body += ',';
    first = false;
    body += order_text(*order);
  }
  return answer(json_response(200, body += "]}"));
}

Decision accept_order(const Ask& ask) {
  std::optional<std::int64_t> minutes;
  if (auto refused =
          read_body(ask.request, "the acceptance", [&](faults::JsonObject& body) { minutes = body.integer("minutes", 1, minutes_max); }))
    return std::move(*refused);
  auto sought = own_order(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  const delivery::City& city = ask.view.catalogue.city();
  const delivery::Restaurant* restaurant = city.restaurant(order.restaurant);
  if (restaurant == nullptr) return refuse(409, "the restaurant has left the city");
  const Load kitchen = ask.view.orders.kitchen(order.restaurant);
  const WallTime ready_by =
      minutes ? ask.now + std::chrono::minutes(*minutes)
              : dispatch::expected_kitchen_end(*restaurant, kitchen.orders, city.preparation_time(*restaurant, order.id), ask.now);
  Decision decision = moved_order(ask, order, delivery::accept(order, ready_by, ask.now));
  if (decision.change.empty()) return decision;
  if (kitchen.orders >= restaurant->kitchen_capacity)
    return answer(
        with_field(problem(409, "the kitchen has as many orders as it can prepare; try again when one is ready"), "Retry-After", "1"));
  decision.claims.push_back({Claim::Kind::kitchen, std::to_string(order.restaurant), kitchen.version});
  return decision;
}

Decision reject_order(const Ask& ask) {
  std::string why;
  if (auto refused =
          read_body(ask.request, "the rejection", [&](faults::JsonObject& body) { why = body.text("reason", reason_bytes_max); }))
    return std::move(*refused);
  auto sought = own_order(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  return moved_order(ask, order, delivery::reject(order, why, ask.now));
}

Decision prepare_order(const Ask& ask) { return move_own(ask, delivery::prepare); }
Decision make_order_ready(const Ask& ask) { return move_own(ask, delivery::make_ready); }

}  // namespace rushhour::service
