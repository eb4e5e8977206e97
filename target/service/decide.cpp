#include "target/service/decide.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <variant>

#include "reports/foundation/letters.hpp"
#include "target/service/digest.hpp"
#include "target/service/order_body.hpp"
#include "target/service/problem.hpp"
#include "target/service/routes.hpp"

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

bool bearer_fits(std::string_view authorization, std::string_view token) noexcept {
  constexpr std::string_view scheme = "bearer ";
  const bool named = authorization.size() > scheme.size() &&
                     std::equal(scheme.begin(), scheme.end(), authorization.begin(), [](char a, char b) { return a == (b | 0x20); });
  if (!named) return false;
  const std::string_view given = authorization.substr(scheme.size());
  // Compared in constant time, so that an answer's time does not tell how much of a guess was right.
  return given.size() == token.size() && CRYPTO_memcmp(given.data(), token.data(), token.size()) == 0;
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

/// The route of a request, or the answer to one that has none or may not take it.
std::variant<Match, Response> route(const Request& request, const View& view) {
  if (request.target.size() > target_bytes_max) return problem(414, fmt::format("a target has at most {} bytes", target_bytes_max));
  const auto found = match(request.method, request.target);
  const bool open = found && found->route != nullptr && found->route->open;
  if (!view.token.empty() && !open && !bearer_fits(request.authorization, view.token))
    return with_field(problem(401, "this target asks for its token: Authorization: Bearer TOKEN"), "WWW-Authenticate", "Bearer");
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
  return *found;
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

Decision place_order(const Request& request, const View& view, WallTime now) {
  const std::string fingerprint = fingerprint_of(request.body);
  std::string id = request.idempotency_key ? order_id_of_key(*request.idempotency_key)
                                           : order_id_of_number(view.catalogue.city().seed(), view.opening, request.number);
  if (const auto earlier = known_order(id, view); earlier && *earlier) {
    if ((*earlier)->fingerprint == fingerprint) return answer(replayed(**earlier));
    const Complaint reused{"Idempotency-Key", "was used with another body; a new order needs a new key"};
    return answer(problem(422, "the key belongs to another order", {&reused, 1}));
  }
  auto read = read_order_body(request.body);
  if (const auto* broken = std::get_if<NotJson>(&read)) return answer(problem(400, broken->detail));
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&read))
    return answer(problem(422, "the order is not valid", *complaints));
  auto placed = delivery::place(view.catalogue.city(), std::get<delivery::Placement>(read), now);
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&placed))
    return answer(problem(422, "the order is not valid", *complaints));
  Order& order = std::get<Order>(placed);
  order.id = std::move(id);
  order.fingerprint = fingerprint;
  Decision decision = answer(created(order));
  decision.operations.push_back(store::PlaceOrder{std::move(order), request.idempotency_key.value_or(""), request.body});
  return decision;
}

Decision read_order(std::string_view id, const View& view) {
  if (!looks_like_order_id(id)) return answer(problem(404, "there is no such order"));
  const auto known = known_order(id, view);
  if (!known) return {{}, {}, nullptr, std::string(id)};
  if (*known == nullptr) return answer(problem(404, "there is no such order"));
  Response response;
  response.body = order_text(**known);
  return answer(std::move(response));
}

Decision cancel_order(std::string_view id, const View& view, WallTime now) {
  if (!looks_like_order_id(id)) return answer(problem(404, "there is no such order"));
  const auto known = known_order(id, view);
  if (!known) return {{}, {}, nullptr, std::string(id)};
  if (*known == nullptr) return answer(problem(404, "there is no such order"));
  const auto moved = delivery::move(**known, delivery::OrderStatus::cancelled, now);
  if (!moved) return answer(problem(409, fmt::format("an order that is {} cannot be cancelled", delivery::name_of((*known)->status))));
  Response response;
  response.body = order_text(*moved);
  Decision decision = answer(std::move(response));
  decision.basis = view.orders.find(id);
  decision.operations.push_back(store::MoveOrder{*moved, (*known)->status});
  return decision;
}

}  // namespace

Decision decide(const Request& request, const View& view, WallTime now) {
  auto routed = route(request, view);
  if (auto* refusal = std::get_if<Response>(&routed)) return answer(std::move(*refusal));
  const Match& found = std::get<Match>(routed);
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
    case Action::place_order:
      return place_order(request, view, now);
    case Action::order:
      return read_order(found.parameter, view);
    case Action::cancel_order:
      return cancel_order(found.parameter, view, now);
  }
  return answer(problem(500, "this route leads nowhere"));
}

std::optional<Response> refuse_head(const Request& head, const View& view) {
  auto routed = route(head, view);
  if (auto* refusal = std::get_if<Response>(&routed)) return std::move(*refusal);
  return std::nullopt;
}

}  // namespace rushhour::service
