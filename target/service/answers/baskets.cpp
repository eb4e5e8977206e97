#include "target/service/answers/baskets.hpp"

#include <fmt/format.h>

#include "target/delivery/placement.hpp"
#include "target/service/answers/answer.hpp"
#include "target/service/bodies/order_body.hpp"
#include "target/service/bodies/order_text.hpp"

namespace rushhour::service {
namespace {

using delivery::Complaint;

std::string tag_of(std::uint64_t version) { return fmt::format("\"b{}\"", version); }

/// The answer to a request that does not say on which basket it rests, or rests on another one than there is; `version` 0: there is none.
std::optional<Decision> refuse_stale(const Request& request, std::uint64_t version) {
  if (request.if_match.empty() && request.if_none_match.empty())
    return refuse(428, "say which basket this one replaces: If-Match with its ETag, or If-None-Match: * for a first one");
  const bool holds = request.if_match.empty() ? !(version != 0 && names_tag(request.if_none_match, tag_of(version)))
                                              : version != 0 && names_tag(request.if_match, tag_of(version));
  if (holds) return std::nullopt;
  return refuse(412, version == 0 ? "there is no basket any more" : "the basket has changed: read it again");
}

}  // namespace

Decision read_basket(const Ask& ask) {
  const auto basket = ask.view.baskets.find(ask.caller.name);
  if (!basket) return refuse(404, "the basket is empty");
  const auto priced = delivery::price(ask.view.catalogue.city(), basket->placement);
  const auto* order = std::get_if<delivery::Order>(&priced);
  if (order == nullptr) return refuse(404, "the basket is empty");  // the city has changed since
  return answer(tagged(ask.request, json_response(200, basket_text(*order)), tag_of(basket->version)));
}

Decision put_basket(const Ask& ask) {
  const std::uint64_t version = ask.view.baskets.version_of(ask.caller.name);
  if (auto refused = refuse_stale(ask.request, version)) return std::move(*refused);
  auto read = read_order_body(ask.request.body);
  if (const auto* broken = std::get_if<NotJson>(&read)) return refuse(400, broken->detail);
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&read)) return not_valid("the basket", *complaints);
  OrderBody& body = std::get<OrderBody>(read);
  if (body.from_basket) return not_valid("the basket", {{"basket", "is what this request fills"}});
  const auto priced = delivery::price(ask.view.catalogue.city(), body.placement);
  if (const auto* complaints = std::get_if<std::vector<Complaint>>(&priced)) return not_valid("the basket", *complaints);
  const std::uint64_t next = ask.request.number;
  Decision decision =
      answer(with_field(json_response(version == 0 ? 201 : 200, basket_text(std::get<delivery::Order>(priced))), "ETag", tag_of(next)));
  decision.claims.push_back({Claim::Kind::basket, ask.caller.name, version});
  decision.effects.push_back(PutBasket{ask.caller.name, {std::move(body.placement), next}});
  return decision;
}

Decision drop_basket(const Ask& ask) {
  const std::uint64_t version = ask.view.baskets.version_of(ask.caller.name);
  if (version == 0) return refuse(404, "the basket is empty");
  if (auto refused = refuse_stale(ask.request, version)) return std::move(*refused);
  Response response;
  response.status = 204;
  Decision decision = answer(std::move(response));
  decision.claims.push_back({Claim::Kind::basket, ask.caller.name, version});
  decision.effects.push_back(DropBasket{ask.caller.name});
  return decision;
}

}  // namespace rushhour::service
