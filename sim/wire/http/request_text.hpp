#pragma once

#include <string>
#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// Writes `request` as HTTP/1.1 into `out`, replacing what was there. Host, User-Agent and Content-Length are added unless the request
/// brings its own. Returns why it cannot be sent, or an empty view: the method or a header's name is no token, a value holds a line break
/// or another control character (which would let data become headers), Content-Length contradicts the body, Transfer-Encoding is set.
///
/// A request that brings its whole message is written as it is.
///
/// `last`: nothing more will be sent on the connection, and Connection: close says so, unless the request brings a word of its own.
///
/// `host`: the Host header's value; `target`: path and query, checked before; `cookies`: the Cookie header's value, instead of the
/// request's own, unless it is empty.
std::string_view write_request(const load::Request& request, std::string_view host, std::string_view target, std::string& out,
                               std::string_view cookies = {}, bool last = false);

/// Whether sending `request` twice does no more than sending it once: by its method, or because it carries an Idempotency-Key.
bool is_repeatable(const load::Request& request) noexcept;

/// Whether `request` asks that its connection be closed afterwards.
bool asks_to_close(const load::Request& request) noexcept;

}  // namespace rushhour::wire
