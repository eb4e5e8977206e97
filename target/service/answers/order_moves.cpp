#include "target/service/answers/order_moves.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "target/service/answers/answer.hpp"
#include "target/service/bodies/event_text.hpp"
#include "target/service/bodies/order_text.hpp"
#include "target/service/digest.hpp"

namespace rushhour::service {
namespace {

using delivery::Order;

bool is_there_for(const Order& order, const Ask& ask) {
  const Caller& caller = ask.caller;
  if (!order.personal) return true;
  switch (caller.role) {
    case Role::customer:
      return order.customer == caller.name;
    case Role::restaurant:
      return order.restaurant == caller.number;
    case Role::courier:
      return order.courier == caller.number || ask.view.roster.is_offered(caller.number, order.id, ask.now);
    case Role::admin:
      return true;
    case Role::nobody:
      break;
  }
  return false;
}

}  // namespace

std::optional<SharedOrder> known_order(std::string_view id, const View& view) {
  if (auto live = view.orders.find(id)) return live;
  const auto* asked = view.recall == nullptr ? nullptr : std::get_if<store::LookUp>(&view.recall->asked);
  if (asked == nullptr || asked->kind != store::LookUp::Kind::order || asked->name != id) return std::nullopt;
  return view.recall->order;
}

std::variant<SharedOrder, Decision> order_for(const Ask& ask) {
  if (!looks_like_order_id(ask.parameter)) return refuse(404, "there is no such order");
  auto known = known_order(ask.parameter, ask.view);
  if (!known) return Decision{.wanted = store::LookUp{store::LookUp::Kind::order, std::string(ask.parameter)}};
  if (*known == nullptr || !is_there_for(**known, ask)) return refuse(404, "there is no such order");
  return std::move(*known);
}

std::variant<SharedOrder, Decision> customers_order_for(const Ask& ask) {
  auto sought = order_for(ask);
  const auto* order = std::get_if<SharedOrder>(&sought);
  const bool others = order != nullptr && (*order)->personal && ask.caller.role != Role::customer && ask.caller.role != Role::admin;
  if (others) return refuse(403, "this is for the customer whose order it is");
  return sought;
}

Decision moved_order(const Ask& ask, const Order& was, delivery::Moved moved) {
  if (const auto* illegal = std::get_if<delivery::Illegal>(&moved)) return refuse(409, "the order " + illegal->why);
  auto& step = std::get<delivery::Step>(moved);
  Decision decision = answer(json_response(200, order_text(step.order)));
  if (step.events.empty()) return decision;
  decision.change.events = event_lines(step, trace_of(ask.request));
  decision.deed.entity = "order/" + was.id;
  decision.deed.from = delivery::name_of(was.status);
  decision.deed.to = delivery::name_of(step.order.status);
  // What was recalled from the store must still be absent from the view.
  decision.claims.push_back({Claim::Kind::order, was.id, ask.view.orders.find(was.id) == nullptr ? 0 : was.revision});
  decision.change.operations.push_back(store::MoveOrder{std::move(step.order), was.revision});
  return decision;
}

// Whether the field is sound was looked at when the request came in; one that is not was taken away.
std::string_view trace_of(const Request& request) noexcept {
  constexpr std::size_t version = 3, id = 32;
  const std::string_view trace = std::string_view(request.traceparent).substr(std::min(version, request.traceparent.size()));
  return trace.size() < id ? std::string_view() : trace.substr(0, id);
}

}  // namespace rushhour::service
