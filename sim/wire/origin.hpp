#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sim/load/exchange.hpp"
#include "sim/wire/http/url.hpp"
#include "sim/wire/name_lookup.hpp"
#include "sim/wire/transport/tls_session.hpp"

namespace rushhour::wire {

class Connection;

/// A server as a connection knows it: scheme, host and port, with the addresses once they are known. Lives as long as its book, in one
/// place.
struct Origin {
  bool https = false;
  std::string host;  ///< lower case, an IPv6 address without brackets
  std::uint16_t port = 0;
  std::string header;              ///< the Host header's value
  std::vector<Address> addresses;  ///< empty until resolved
  std::size_t preferred = 0;       ///< the address that worked last
  bool by_name = false;            ///< the addresses are DNS's
  SavedSession session;            ///< of TLS, for the next connection

  /// Who waits for the addresses, and as which incarnation of itself.
  struct Waiter {
    Connection* connection;
    std::uint32_t generation;
  };
  std::vector<Waiter> waiting;

  /// None of the addresses works any more: the next connection asks DNS again.
  void forget_addresses() noexcept {
    if (by_name) addresses.clear();
    preferred = 0;
  }
};

/// The servers that a world may talk to, and the rule which those are: the target's host, loopback, and the hosts allowed by name.
///
/// One thread.
class OriginBook {
 public:
  /// `target`: its base URL, or unix:/path of a socket. `http`: whom else requests may go to, and addresses to use instead of DNS's. Throws
  /// UserError if the target is no base URL, or an address none.
  OriginBook(std::string_view target, const load::HttpOptions& http);

  /// Where a request goes: the origin, or why nowhere. `target`: what stands in the request line.
  struct Route {
    Origin* origin = nullptr;
    std::string_view target;
    load::Trouble trouble = load::Trouble::none;
    std::string detail;
  };

  /// `url`: a path at the target, or an absolute URL.
  Route route(std::string_view url);

  Origin& target() noexcept { return *target_; }

 private:
  bool allows(const Url& url) const;
  Origin* find(const Url& url);
  Origin* socket_origin(const std::string& path);
  std::vector<Address> known_addresses(const Origin& origin) const;

  std::unordered_map<std::string, std::unique_ptr<Origin>> origins_;
  std::vector<std::string> allowed_;
  std::map<std::string, std::string> resolve_;
  Origin* target_ = nullptr;
  bool by_socket_ = false;  // the target is a unix socket
  std::string key_;         // of the last search; kept for its memory
};

/// The addresses that need no DNS: of an IP literal, and of localhost. Empty for other names.
std::vector<Address> addresses_without_dns(const std::string& host, std::uint16_t port);

}  // namespace rushhour::wire
