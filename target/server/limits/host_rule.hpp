#pragma once

#include <optional>
#include <string_view>

namespace rushhour::server {

/// The name or address in the value of a Host field, without brackets and port; nothing if it is neither with nor without a port a host.
std::optional<std::string_view> host_name(std::string_view host) noexcept;

/// Whether the value of a Host field names this machine itself: an address of loopback, `localhost` or a name below it (RFC 6761, section
/// 6.3), each with any port. A request that came without the field passes, since only a program of old leaves it out.
///
/// A server that listens on loopback alone, and asks nobody for a token, answers to no other name. Else a page from anywhere could read it
/// with the help of its visitor's browser: the page's own name only needs to change its address to 127.0.0.1 (DNS rebinding), and the
/// browser takes both for one origin. The name that it then sends is the page's.
bool names_loopback(std::string_view host);

}  // namespace rushhour::server
