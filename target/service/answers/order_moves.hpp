#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "target/delivery/life.hpp"
#include "target/service/decision.hpp"
#include "target/service/routes.hpp"

// What all requests that are about one order have in common.
namespace rushhour::service {

using SharedOrder = std::shared_ptr<const delivery::Order>;

/// The order of that id as far as the view and what was recalled tell; nothing if only the store can say.
std::optional<SharedOrder> known_order(std::string_view id, const View& view);

/// The order that a request is about, or what is to be decided without it. A personal order is there for its customer, its kitchen, the
/// couriers who have it or are offered it, and the admin; for others it is not.
std::variant<SharedOrder, Decision> order_for(const Ask& ask);

/// The same for what only customers do: a personal order is its customer's, and the admin may step in.
std::variant<SharedOrder, Decision> customers_order_for(const Ask& ask);

/// The decision that a move leads to: the order as it is then, durable first; or 409 with the reason. It rests on the order as it was.
Decision moved_order(const Ask& ask, const delivery::Order& was, delivery::Moved moved);

/// The trace id of a request, empty if it names none.
std::string_view trace_of(const Request& request) noexcept;

}  // namespace rushhour::service
