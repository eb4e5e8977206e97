#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "reports/foundation/instant.hpp"
#include "target/service/catalogue.hpp"
#include "target/service/live_orders.hpp"
#include "target/service/request.hpp"
#include "target/service/sessions.hpp"
#include "target/store/operation.hpp"

namespace rushhour::service {

/// What the store said when it was asked for one order.
struct Recall {
  std::string id;
  std::shared_ptr<const delivery::Order> order;  ///< null: there is none
};

/// What a decision may look at. Everything outlives the call.
struct View {
  const Catalogue& catalogue;
  const LiveOrders& orders;
  const Sessions& sessions;
  std::uint64_t opening = 0;       ///< of the store
  std::string_view token;          ///< asked for as a bearer token, if it is not a customer's; empty: nobody is asked
  const Recall* recall = nullptr;  ///< what was looked up for this request
};

/// What is to become of a request: exactly one of
///  - an answer that may leave at once: no operations, no `wanted`;
///  - an answer that may leave when `operations` are durable. `basis` is the order of the view on which they rest: if the view holds
///  another
///    by then, or the store reports a conflict, the decision is void and the request must be decided again;
///  - `wanted`: the id of an order that is not in the view; decide again with what the store says about it.
struct Decision {
  Response response;
  store::Change operations;
  std::shared_ptr<const delivery::Order> basis;
  std::string wanted;
};

/// The whole behaviour of the target: a pure function, which never waits. The wire target and its twin in virtual time call the same one.
///
/// An order is looked for in the store only when it must be: a new order under an Idempotency-Key is decided as if the key were new, and
/// the store's conflict reveals an older order under it.
///
/// Any thread. Throws nothing but std::bad_alloc.
Decision decide(const Request& request, const View& view, WallTime now);

/// The answer that a request gets from its head alone, so that its body need not be sent; nothing if the body is wanted.
std::optional<Response> refuse_head(const Request& head, const View& view, WallTime now);

}  // namespace rushhour::service
