#pragma once

#include <optional>

#include "target/service/decision.hpp"
#include "target/service/routes.hpp"

namespace rushhour::service {

/// The whole behaviour of the target: a pure function, which never waits. The wire target and its twin in virtual time call the same one.
/// `now` is city time, `view.real_now` the machine's: orders live in the one, tokens in the other.
///
/// An order is looked for in the store only when it must be: a new order under an Idempotency-Key is decided as if the key were new, and
/// the store's conflict reveals an older order under it.
///
/// Any thread. Throws nothing but std::bad_alloc.
Decision decide(const Request& request, const View& view, WallTime now);

/// The same for a request that was matched to its route before.
Decision decide(const Request& request, const std::optional<Match>& found, const View& view, WallTime now);

/// The answer that a request gets from its head alone, so that its body need not be sent; nothing if the body is wanted.
std::optional<Response> refuse_head(const Request& head, const View& view);

}  // namespace rushhour::service
