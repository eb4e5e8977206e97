#pragma once

#include <string>
#include <string_view>

#include "sim/load/exchange.hpp"

namespace rushhour::wire {

/// Where an answer sends its request: the pure part of following redirects. Which servers may be talked to is asked elsewhere, before
/// anything is sent.
///
/// Methods and bodies change as browsers change them: 303 makes everything but HEAD a GET, 301 and 302 make POST a GET, 307 and 308 change
/// nothing. A request that became a GET loses its body and the headers that describe one. Across hosts, ports or schemes Authorization and
/// Cookie are left behind: they were meant for the first server.

/// Whether `outcome` is a redirect that can be followed: 301, 302, 303, 307 or 308 with a Location.
bool is_redirect(const load::Outcome& outcome) noexcept;

/// The next request of a chain, or why there is none.
struct Hop {
  load::Request request;    ///< its url absolute, without a fragment; its hops one fewer
  std::string complaint{};  ///< the Location is no http:// or https:// URL; empty if all is well
};

/// `sent`: the request that `outcome` answers; `base`: where it went, an absolute URL. REQUIRES: is_redirect(outcome).
Hop next_hop(const load::Request& sent, std::string_view base, const load::Outcome& outcome);

/// The URL that `location` means at `base` (RFC 3986, section 5.2), without its fragment; empty if it is none that can be sent. Bytes
/// that no URL may hold are percent-encoded, as browsers do it.
std::string resolve_location(std::string_view base, std::string_view location);

}  // namespace rushhour::wire
