#include "target/service/decide.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "reports/foundation/letters.hpp"
#include "target/service/digest.hpp"
#include "reports/foundation/json_text.hpp"
#include "target/service/order_body.hpp"
#include "target/service/problem.hpp"
#include "target/service/routes.hpp"
#include "target/service/sign_in_body.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;
using delivery::Order;

constexpr std::size_t target_bytes_max = 2048;
constexpr std::size_t key_bytes_max = 255;

Response json(std::string_view shared) {
  Response response;
  response.shared_body = shared;
  return response;
}

/// The token of a bearer; empty if there is none.
std::string_view bearer_of(std::string_view authorization) noexcept {
  constexpr std::string_view scheme = "bearer ";
  const bool named = authorization.size() > scheme.size() &&
                     std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char a, char b) { return a == (b | 0x20); });
  return named ? authorization.substr(scheme.size()) : std::string_view();
}

bool is_json(std::string_view content_type) noexcept {
  const std::string_view essence = content_type.substr(0, content_type.find(';'));
  const std::string_view trimmed = essence.substr(0, essence.find_last_not_of(" \t") + 1);
  return same_name(trimmed, json_type);
}

bool key_is_sound(std::string_view key) noexcept {
  return !key.empty() && key.size() <= key_bytes_max && std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

Response with_field(Response response, std::string_view name, std::string value) {
  response.fields.push_back({name, std::move(value)});
  return response;
}

Response unauthorized(std::string_view detail) { return with_field(problem(401, detail), "WWW-Authenticate", "Bearer"); }

/// The customer who has signed in, empty if nobody has, or the answer to a request whose token is not good or is missing.
std::variant<std::string, Response> caller(const Request& request, const View& view, WallTime now) {
  const std::string_view bearer = bearer_of(request.authorization);
  if (view.token.empty() ? bearer.empty() : same_secret(bearer, view.token)) return std::string();
  if (auto customer = view.sessions.customer_of(bearer, now)) return std::move(*customer);
  if (view.token.empty()) return unauthorized("the bearer token is not one of ours, or has ended: sign in at /api/sessions");
  return unauthorized("this target asks for its token: Authorization: Bearer TOKEN");
}

struct Routed {
  Match match;
  std::string customer;  ///< who has signed in; empty for nobody
};

/// The route of a request, or the answer to one that has none or may not take it.
std::variant<Routed, Response> route(const Request& request, const View& view, WallTime now) {
  if (request.target.size() > target_bytes_max) return problem(414, fmt::format("a target has at most {} bytes", target_bytes_max));
  const auto found = match(request.method, request.target);
  const bool open = found && found->route != nullptr && found->route->open;
  auto who = open ? std::string() : caller(request, view, now);
  if (auto* refusal = std::get_if<Response>(&who)) return std::move(*refusal);
  if (!found) return problem(404, "there is nothing at this path");
  if (found->route == nullptr) {
    std::string allowed = allowed_methods(request.target);
    return with_field(problem(405, fmt::format("this path takes {}", allowed)), "Allow", allowed);
  }
  if (found->route->takes_json) {
    if (!request.body_announced) return problem(411, "a body is needed: declare it with Content-Length or send it chunked");
    if (!is_json(request.content_type)) return problem(415, "the body must be application/json");
    if (request.idempotency_key && !key_is_sound(*request.idempotency_key))
      return problem(400, fmt::format("an Idempotency-Key has 1 to {} printable ASCII characters and is given once", key_bytes_max));
  }
  return Routed{*found, std::move(std::get<std::string>(who))};
}

Response restaurants(const Match& found, const View& view) {
  const std::string zone = query_value(found.query, "zone").value_or("");
  const auto page = natural(query_value(found.query, "page").value_or("1"));
  const Complaint bad_page{"page", "must be a number from 1"};
  if (!page || *page < 1) return problem(422, "the query is not valid", {&bad_page, 1});
  auto text = view.catalogue.page(zone, static_cast<std::uint64_t>(*page));
  const Complaint bad_zone{"zone", "is not in this city; /api/city lists the zones"};
  if (!text) return problem(422, "the query is not valid", {&bad_zone, 1});
  Response response;
  response.body = std::move(*text);
  return response;
}

Response of_restaurant(std::string_view parameter, const View& view, std::string_view (Catalogue::*text)(std::int64_t) const noexcept) {
  const auto id = natural(parameter);
  const std::string_view body = id ? (view.catalogue.*text)(*id) : std::string_view();
  return body.empty() ? problem(404, "there is no such restaurant") : json(body);
}

Response created(const Order& order) {
  Response response;
  response.status = 201;
  response.body = order_text(order);
  return with_field(std::move(response), "Location", "/api/orders/" + order.id);
}

/// A retry gets the answer of the first attempt, whatever became of the order since.
Response replayed(const Order& order) {
  Order as_placed = order;
  as_placed.status = delivery::OrderStatus::placed;
  as_placed.updated_at = order.placed_at;
  return with_field(created(as_placed), "Idempotency-Replayed", "true");
}

/// The order of that id as far as the view and the recall tell; nothing if only the store can say.
std::optional<std::shared_ptr<const Order>> known_order(std::string_view id, const View& view) {
  if (auto live = view.orders.find(id)) return live;
  if (view.recall != nullptr && view.recall->id == id) return view.recall->order;
  return std::nullopt;
}

Decision answer(Response response) { return {std::move(response), {}, nullptr, {}}; }

Response customer_text(int status, std::string_view customer, std::string_view rest) {
  Response response;
  response.status = status;
  response.body = R"({"customer":)";
  append_json_string(response.body, customer);
  response.body += rest;
  return response;
}

Response sign_in(const Request& request, const View& view, WallTime now) {
  const auto read = read_sign_in_body(request.body);
  if (const auto* broken = std::get_if<NotJson>(&read)) return problem(400, broken->detail);
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&read)) return problem(422, "the sign-in is not valid", *complaints);
  const auto& [customer, password] = std::get<SignIn>(read);
  if (!view.sessions.password_fits(password)) return unauthorized("the password is not this customer's");
  const std::string token = view.sessions.issue(customer, now);
  return customer_text(201, customer, fmt::format(R"(,"token":"{}","expires_in":{}}})", token, Sessions::lifetime.count()));
}

Response me(std::string_view customer) {
  if (customer.empty()) return unauthorized("nobody has signed in: sign in at /api/sessions");
  return customer_text(200, customer, "}");
}

/// Whether a retry by `customer` (empty: nobody who signed in) under the order's key is a retry of that order.
bool is_retry(const Order& order, std::string_view fingerprint, std::string_view customer) {
  return order.fingerprint == fingerprint && order.personal != customer.empty() && (!order.personal || order.customer == customer);
}

Decision place_order(const Request& request, const View& view, const std::string& customer, WallTime now) {
  const std::string fingerprint = fingerprint_of(request.body);
  std::string id = request.idempotency_key ? order_id_of_key(*request.idempotency_key)
                                           : order_id_of_number(view.catalogue.city().seed(), view.opening, request.number);
  if (const auto earlier = known_order(id, view); earlier && *earlier) {
    if (is_retry(**earlier, fingerprint, customer)) return answer(replayed(**earlier));
    const Complaint reused{"Idempotency-Key", "was used with another body or by another customer; a new order needs a new key"};
    return answer(problem(422, "the key belongs to another order", {&reused, 1}));
  }
  auto read = read_order_body(request.body);
  if (const auto* broken = std::get_if<NotJson>(&read)) return answer(problem(400, broken->detail));
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&read))
    return answer(problem(422, "the order is not valid", *complaints));
  auto& placement = std::get<delivery::Placement>(read);
  if (!customer.empty()) {
    if (!placement.customer.empty() && placement.customer != customer)
      return answer(problem(403, "the order names another customer than the one who has signed in"));
    placement.customer = customer;
  }
  auto placed = delivery::place(view.catalogue.city(), placement, now);
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&placed))
    return answer(problem(422, "the order is not valid", *complaints));
  Order& order = std::get<Order>(placed);
  order.id = std::move(id);
  order.fingerprint = fingerprint;
  order.personal = !customer.empty();
  Decision decision = answer(created(order));
  decision.operations.push_back(store::PlaceOrder{std::move(order), request.idempotency_key.value_or(""), request.body});
  return decision;
}

/// The order that a request is about, or what is to be decided without it. A personal order is not there for others.
std::variant<std::shared_ptr<const Order>, Decision> order_for(std::string_view id, const View& view, std::string_view customer) {
  if (!looks_like_order_id(id)) return answer(problem(404, "there is no such order"));
  auto known = known_order(id, view);
  if (!known) return Decision{{}, {}, nullptr, std::string(id)};
  const Order* order = known->get();
  if (order == nullptr || (order->personal && order->customer != customer)) return answer(problem(404, "there is no such order"));
  return std::move(*known);
}

Response order_read(const Order& order) {
  Response response;
  response.body = order_text(order);
  return response;
}

Decision cancel_order(const std::shared_ptr<const Order>& order, const View& view, WallTime now) {
  const auto moved = delivery::move(*order, delivery::OrderStatus::cancelled, now);
  if (!moved) return answer(problem(409, fmt::format("an order that is {} cannot be cancelled", delivery::name_of(order->status))));
  Decision decision = answer(order_read(*moved));
  decision.basis = view.orders.find(order->id);
  decision.operations.push_back(store::MoveOrder{*moved, order->status});
  return decision;
}

}  // namespace

Decision decide(const Request& request, const View& view, WallTime now) {
  auto routed = route(request, view, now);
  if (auto* refusal = std::get_if<Response>(&routed)) return answer(std::move(*refusal));
  const auto& [found, customer] = std::get<Routed>(routed);
  switch (found.route->action) {
    case Action::health:
      return answer(json(R"({"status":"ok"})"));
    case Action::city:
      return answer(json(view.catalogue.overview()));
    case Action::restaurants:
      return answer(restaurants(found, view));
    case Action::restaurant:
      return answer(of_restaurant(found.parameter, view, &Catalogue::restaurant));
    case Action::menu:
      return answer(of_restaurant(found.parameter, view, &Catalogue::menu));
    case Action::sign_in:
      return answer(sign_in(request, view, now));
    case Action::me:
      return answer(me(customer));
    case Action::place_order:
      return place_order(request, view, customer, now);
    case Action::order:
    case Action::cancel_order: {
      auto sought = order_for(found.parameter, view, customer);
      if (auto* without = std::get_if<Decision>(&sought)) return std::move(*without);
      const auto& order = std::get<std::shared_ptr<const Order>>(sought);
      return found.route->action == Action::order ? answer(order_read(*order)) : cancel_order(order, view, now);
    }
  }
  return answer(problem(500, "this route leads nowhere"));
}

std::optional<Response> refuse_head(const Request& head, const View& view, WallTime now) {
  auto routed = route(head, view, now);
  if (auto* refusal = std::get_if<Response>(&routed)) return std::move(*refusal);
  return std::nullopt;
}

}  // namespace rushhour::service
