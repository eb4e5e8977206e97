#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "target/server/host_clock.hpp"
#include "target/server/limits/gate.hpp"
#include "target/server/limits/patience.hpp"
#include "target/server/witness.hpp"
#include "target/service/desk.hpp"

namespace rushhour::server {

struct ServerSettings {
  std::string address = "127.0.0.1";  ///< numeric, IPv4 or IPv6 without brackets
  std::uint16_t port = 0;             ///< 0: any that is free
  std::string tls_certificate;        ///< a file in PEM; empty: no TLS
  std::string tls_key;                ///< likewise
  std::size_t threads = 1;
  std::size_t connections_max = 10'000;  ///< one more has one that never asked for anything ended, or gets 503
  int backlog = 4096;                    ///< connections that the kernel may hold until they are accepted, as far as it allows so many
  Observers observers;
  Patience patience;
  GateSettings gate;                            ///< `loopback_alone` follows from the address
  Instant drain_max = std::chrono::seconds(3);  ///< how long answers under way may take once a stop is asked for
};

/// Listens and serves until a signal comes. One thread accepts and hands connections round; each thread serves its own.
class Server {
 public:
  /// Binds and listens. Throws UserError, naming --listen, if that is refused, or --tls-cert or --tls-key. `desk` and `clock` must outlive
  /// this, and the store behind the desk must be closed before this goes.
  Server(ServerSettings settings, service::Desk& desk, const HostClock& clock);
  ~Server();

  /// "http://127.0.0.1:8080", with the port that was really taken.
  std::string url() const;

  /// How many requests may wait for the store now; nothing if that has no limit. Any thread.
  std::optional<std::size_t> in_flight_limit() const;

  /// Serves on this thread and, past the first, on threads of its own. Returns after SIGINT or SIGTERM, once what was under way has been
  /// answered or `drain_max` has passed; a second signal cuts that short.
  void run();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace rushhour::server
