#include "target/service/answers/couriers.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <iterator>

#include "target/delivery/placement.hpp"
#include "target/dispatch/eta.hpp"
#include "target/service/answers/answer.hpp"
#include "target/service/answers/order_moves.hpp"
#include "target/service/bodies/event_text.hpp"
#include "target/service/bodies/position_body.hpp"

namespace rushhour::service {
namespace {

using delivery::Order;

/// The refusal of a request that is about another courier than the one who asks; nothing if all is well.
std::optional<Decision> refuse_other(const Ask& ask) {
  const auto id = natural(ask.parameter);
  if (!id || ask.view.catalogue.city().courier(*id) == nullptr) return refuse(404, "there is no such courier");
  if (ask.caller.is(Role::courier, static_cast<std::uint32_t>(*id))) return std::nullopt;
  return refuse(403, "this is another courier's");
}

/// On the one who asks; to be made before anything else is looked at.
Claim claim_on_courier(const Ask& ask) { return claim_on(Claim::Kind::courier, ask.caller.name, ask.view); }

std::string shift_text(const delivery::Shift& shift) {
  return fmt::format(R"({{"courier":{},"on":{},"at":{{"x":{},"y":{}}}}})", shift.courier, shift.on, shift.at.x_m, shift.at.y_m);
}

Decision move_own(const Ask& ask, delivery::Moved (*move)(const Order&, std::uint32_t, WallTime)) {
  Claim claim = claim_on_courier(ask);
  auto sought = order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  if (!ask.view.roster.courier(ask.caller.number).shift.on) return refuse(409, "only couriers who work carry orders: begin a shift first");
  Decision decision = moved_order(ask, order, move(order, ask.caller.number, ask.now));
  if (!decision.change.empty()) decision.claims.push_back(std::move(claim));
  return decision;
}

}  // namespace

Decision set_shift(const Ask& ask) {
  if (auto refused = refuse_other(ask)) return std::move(*refused);
  std::optional<bool> on;
  std::optional<delivery::Point> at;
  if (auto refused = read_body(ask.request, "the shift", [&](faults::JsonObject& body) {
        const nlohmann::json* value = body.find("on");
        if (value != nullptr && value->is_boolean())
          on = value->get<bool>();
        else
          body.complain("on", "must be true or false");
        at = read_point(body, "at");
      }))
    return std::move(*refused);
  Claim claim = claim_on_courier(ask);
  const Courier courier = ask.view.roster.courier(ask.caller.number);
  delivery::Shift shift = courier.shift;
  shift.courier = ask.caller.number;
  if (shift.revision == 0) shift.at = ask.view.catalogue.city().courier(ask.caller.number)->home;
  if (*on == shift.on) return answer(json_response(200, shift_text(shift)));
  if (!*on && !ask.view.orders.of_courier(shift.courier).empty()) return refuse(409, "a shift ends when all orders are delivered");
  const delivery::Point home = ask.view.catalogue.city().courier(ask.caller.number)->home;
  const std::uint32_t from = shift.revision;
  shift.at = at.value_or(*on ? home : courier.at);
  shift.on = *on;
  shift.since = ask.now;
  ++shift.revision;
  Decision decision = answer(json_response(200, shift_text(shift)));
  decision.claims.push_back(std::move(claim));
  decision.change.events.push_back(event_line(shift, trace_of(ask.request)));
  decision.deed.entity = "courier/" + ask.caller.name;
  decision.deed.from = shift.on ? "off" : "on";
  decision.deed.to = shift.on ? "on" : "off";
  decision.change.operations.push_back(store::SetShift{shift, from});
  return decision;
}

Decision report_positions(const Ask& ask) {
  if (auto refused = refuse_other(ask)) return std::move(*refused);
  const auto read = read_position_body(ask.request.body, ask.now);
  if (const auto* broken = std::get_if<NotJson>(&read)) return refuse(400, broken->detail);
  if (const auto* complaints = std::get_if<std::vector<delivery::Complaint>>(&read)) return not_valid("the positions", *complaints);
  const auto& positions = std::get<Positions>(read);
  if (!ask.view.roster.courier(ask.caller.number).shift.on) return refuse(409, "only couriers who work are followed: begin a shift first");
  Decision decision = answer(json_response(202, fmt::format(R"({{"taken":{}}})", positions.count)));
  decision.effects.push_back(Sight{ask.caller.number, positions.last, positions.last_at});
  return decision;
}

Decision read_offers(const Ask& ask) {
  if (auto refused = refuse_other(ask)) return std::move(*refused);
  std::string body = R"({"offers":[)";
  bool first = true;
  for (const Offer& offer : ask.view.roster.offers(ask.caller.number, ask.now)) {
    const auto order = ask.view.orders.find(offer.order);
    if (!order || order->courier != 0) continue;  // taken by another one, or cancelled
    const delivery::Restaurant* restaurant = ask.view.catalogue.city().restaurant(order->restaurant);
    if (restaurant == nullptr) continue;
    fmt::format_to(std::back_inserter(body), R"({}{{"order":"{}","restaurant":{},"from":{{"x":{},"y":{}}},"to":{{"x":{},"y":{}}}}})",
                   first ? "" : ",", order->id, order->restaurant, restaurant->at.x_m, restaurant->at.y_m, order->to.x_m, order->to.y_m);
    first = false;
  }
  return answer(json_response(200, body += "]}"));
}

Decision take_order(const Ask& ask) {
  Claim claim = claim_on_courier(ask);
  auto sought = order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  const delivery::City& city = ask.view.catalogue.city();
  const delivery::Courier& profile = *city.courier(ask.caller.number);
  const Courier courier = ask.view.roster.courier(profile.id);
  const delivery::Restaurant* restaurant = city.restaurant(order.restaurant);
  const bool has_it = order.courier == profile.id;
  if (!courier.shift.on) return refuse(409, "only couriers who work take orders: begin a shift first");
  if (restaurant == nullptr) return refuse(409, "the restaurant has left the city");
  if (!has_it && !ask.view.roster.is_offered(profile.id, order.id, ask.now))
    return refuse(409, "the order is not offered to this courier, or not any more");
  if (!has_it && ask.view.orders.of_courier(profile.id).size() >= profile.carries)
    return refuse(409, fmt::format("a courier who carries {} takes no further one", profile.carries));
  const auto eta =
      dispatch::expect(ask.view.travel, profile.vehicle, courier.at, ask.now, restaurant->at, order.to, order.ready_by.value_or(ask.now));
  Decision decision = moved_order(ask, order, delivery::assign(order, profile.id, eta.delivered_at, ask.now));
  if (decision.change.empty()) return decision;
  decision.claims.push_back(std::move(claim));
  decision.effects.push_back(WithdrawOffer{profile.id, order.id});
  return decision;
}

Decision decline_order(const Ask& ask) {
  auto sought = order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  if (!ask.view.roster.is_offered(ask.caller.number, order.id, ask.now))
    return refuse(409, "the order is not offered to this courier, or not any more");
  Response response;
  response.status = 204;
  Decision decision = answer(std::move(response));
  decision.effects.push_back(WithdrawOffer{ask.caller.number, order.id});
  return decision;
}

Decision pick_up_order(const Ask& ask) { return move_own(ask, delivery::pick_up); }
Decision deliver_order(const Ask& ask) { return move_own(ask, delivery::deliver); }

}  // namespace rushhour::service
