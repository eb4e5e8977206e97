#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rushhour::wire {

/// Where to connect to: an IP address with its port, or a unix socket.
using Address = boost::asio::generic::stream_protocol::endpoint;

/// What a name led to.
struct Found {
  std::vector<Address> addresses;
  int error = 0;            ///< an errno, if the system ran out of something
  std::string complaint{};  ///< why there are none; empty if all is well
};

/// Asks the system for the addresses of `host`, on a thread of its own: getaddrinfo cannot be interrupted, so a name server that says
/// nothing keeps that thread, which nobody waits for, until it gives up. `then` is called on it.
void look_up(const std::string& host, std::uint16_t port, std::function<void(Found)> then);

}  // namespace rushhour::wire
