#include "target/service/answers/orders.hpp"

#include <fmt/format.h>

#include <array>

#include "target/delivery/placement.hpp"
#include "target/service/answers/answer.hpp"
#include "target/service/answers/order_moves.hpp"
#include "target/service/bodies/event_text.hpp"
#include "target/service/bodies/order_body.hpp"
#include "target/service/bodies/order_text.hpp"
#include "target/service/digest.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;
using delivery::Order;
using delivery::Placement;

constexpr std::size_t words_bytes_max = 500;
constexpr std::array<std::string_view, 3> methods{"card", "cash", "voucher"};

Response created(const Order& order) { return with_field(json_response(201, order_text(order)), "Location", "/api/orders/" + order.id); }

/// A retry gets the answer of the first attempt, whatever became of the order since.
Response replayed(Order order) {
  order.payment = {};
  order.courier = order.stars = 0;
  order.ready_by = order.promised_at = order.picked_up_at = order.delivered_at = std::nullopt;
  order.remark.clear();
  return with_field(created(delivery::begin_life(order, order.placed_at).order), "Idempotency-Replayed", "true");
}

/// Whether a retry by `caller` under the order's key is a retry of that order.
bool is_retry(const Order& order, std::string_view fingerprint, const Caller& caller) {
  const bool personal = caller.role == Role::customer;
  return order.fingerprint == fingerprint && order.personal == personal && (!personal || order.customer == caller.name);
}

/// What is to be ordered, or the answer to a body that does not say it. A basket leaves the view with the order.
std::variant<Placement, Decision> wanted_by(const Ask& ask, Decision& placing) {
  auto read = read_order_body(ask.request.body);
  if (const auto* broken = std::get_if<NotJson>(&read)) return refuse(400, broken->detail);
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&read)) return not_valid("the order", *complaints);
  OrderBody& body = std::get<OrderBody>(read);
  const Caller& caller = ask.caller;
  if (body.from_basket) {
    if (caller.role != Role::customer) return answer(unauthorized("a basket belongs to a customer: sign in at /api/sessions"));
    auto basket = ask.view.baskets.find(caller.name);
    if (!basket) return refuse(409, "the basket is empty: fill it with PUT /api/basket");
    if (body.placement.to) basket->placement.to = body.placement.to;
    placing.claims.push_back({Claim::Kind::basket, caller.name, basket->version});
    placing.effects.push_back(DropBasket{caller.name});
    body.placement = std::move(basket->placement);
  }
  if (caller.role == Role::customer) {
    if (!body.placement.customer.empty() && body.placement.customer != caller.name)
      return refuse(403, "the order names another customer than the one who has signed in");
    body.placement.customer = caller.name;
  }
  return std::move(body.placement);
}

}  // namespace

Decision place_order(const Ask& ask) {
  const View& view = ask.view;
  const delivery::City& city = view.catalogue.city();
  const auto& key = ask.request.idempotency_key;
  const std::string fingerprint = fingerprint_of(ask.request.body);
  std::string id = key ? order_id_of_key(*key) : order_id_of_number(city.seed(), view.opening, ask.request.number);
  if (const auto earlier = known_order(id, view); earlier && *earlier) {
    if (is_retry(**earlier, fingerprint, ask.caller)) return answer(replayed(**earlier));
    return not_valid("the key", {{"Idempotency-Key", "was used with another body or by another customer; a new order needs a new key"}});
  }
  Decision decision;
  auto wanted = wanted_by(ask, decision);
  if (auto* refused = std::get_if<Decision>(&wanted)) return std::move(*refused);
  auto priced = delivery::price(city, std::get<Placement>(wanted));
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&priced)) return not_valid("the order", *complaints);
  Order& order = std::get<Order>(priced);
  const delivery::Restaurant& restaurant = *city.restaurant(order.restaurant);
  if (view.opening_hours && !delivery::open_at(restaurant, ask.now))
    return refuse(409, fmt::format("restaurant {} is closed", restaurant.id));
  order.id = std::move(id);
  order.fingerprint = fingerprint;
  order.personal = ask.caller.role == Role::customer;
  if (!std::get<Placement>(wanted).to) order.to = city.drop_off(city.zones()[restaurant.zone], order.id);
  delivery::Step step = delivery::begin_life(std::move(order), ask.now);
  decision.response = created(step.order);
  decision.deed.entity = "order/" + step.order.id;
  decision.deed.to = delivery::name_of(step.order.status);
  decision.claims.push_back({Claim::Kind::order, step.order.id, 0});
  const std::string& customer = step.order.customer;
  decision.change.events =
      event_lines(step, trace_of(ask.request), customer.empty() ? std::string() : view.sessions.pseudonym_of(customer));
  decision.change.operations.push_back(store::PlaceOrder{std::move(step.order), key.value_or(""), ask.request.body});
  return decision;
}

Decision read_order(const Ask& ask) {
  auto sought = order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  return answer(tagged(ask.request, json_response(200, order_text(order)), fmt::format("\"{}\"", order.revision)));
}

Decision pay_order(const Ask& ask) {
  std::string_view method;
  if (auto refused = read_body(ask.request, "the payment", [&](faults::JsonObject& body) { method = body.one_of("method", methods); }))
    return std::move(*refused);
  auto sought = customers_order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  const bool good = delivery::payment_is_good(ask.view.catalogue.city().seed(), order.id, method, order.payment.attempts);
  Decision decision = moved_order(ask, order, delivery::pay(order, method, good, ask.now));
  if (!good && !decision.change.empty())
    decision.response = problem(402, "the bank refused the payment: try again, or with another method");
  return decision;
}

Decision cancel_order(const Ask& ask) {
  std::string why;
  if (auto refused =
          read_body(ask.request, "the cancellation", [&](faults::JsonObject& body) { why = body.text("reason", words_bytes_max); }))
    return std::move(*refused);
  auto sought = customers_order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  return moved_order(ask, order, delivery::cancel(order, why, ask.now));
}

Decision review_order(const Ask& ask) {
  std::optional<std::int64_t> stars;
  std::string words;
  if (auto refused = read_body(ask.request, "the review", [&](faults::JsonObject& body) {
        stars = body.integer("stars", 1, 5);
        body.missing("stars");
        words = body.text("text", words_bytes_max);
      }))
    return std::move(*refused);
  auto sought = customers_order_for(ask);
  if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
  const Order& order = *std::get<SharedOrder>(sought);
  return moved_order(ask, order, delivery::review(order, static_cast<std::uint32_t>(*stars), words, ask.now));
}

}  // namespace rushhour::service
