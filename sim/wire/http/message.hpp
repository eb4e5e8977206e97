#pragma once

#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// Looks through `request.message`, a whole HTTP/1.1 request that somebody else wrote, and fills in of `request` what the wire must know
/// of it: the method, and the headers by which it tells whether the request may be repeated and the connection kept. Returns why it cannot
/// be sent, or an empty view: it is no request, its head does not end, its body is shorter than announced, or more follows (a second
/// message in one text would be answered twice).
///
/// Strict where a mistake would mix up answers, lenient otherwise: header values are the sender's affair.
std::string_view heed_message(load::Request& request);

}  // namespace rushhour::wire
