#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "reports/foundation/instant.hpp"

namespace rushhour::load {

/// How long a user keeps a connection.
enum class ConnectionPolicy : std::uint8_t {
  keep_alive,     ///< as long as the server keeps it
  per_iteration,  ///< closed when the user begins its next iteration
  per_request,    ///< closed after each answer
};

/// What becomes of a response's body.
enum class BodyUse : std::uint8_t {
  keep,     ///< decoded, for the script to read
  discard,  ///< counted and forgotten, as it came
  hash,     ///< decoded and forgotten but for its digest
};

/// How long a user keeps cookies.
enum class CookiePolicy : std::uint8_t { per_iteration, per_user, off };

/// Limits of the phases of one exchange, besides its timeout as a whole. Instant::max() for none.
struct PhaseTimeouts {
  Instant dns = Instant::max();
  Instant connect = Instant::max();
  Instant tls = Instant::max();
  Instant first_byte = Instant::max();  ///< from the request's last byte to the answer's first
};

struct TlsOptions {
  std::filesystem::path ca;           ///< PEM, authorities to trust instead of the system's; empty for those
  std::filesystem::path certificate;  ///< PEM, our own with its chain; empty for none
  std::filesystem::path key;          ///< PEM, of the certificate
  bool verify = true;
  bool resume = true;  ///< offer a session of an earlier connection
};

/// How requests travel: `options.http` and `options.hosts` of a script, with what flags say besides. A pure value, part of the plan; how it
/// is done is the world's affair.
struct HttpOptions {
  ConnectionPolicy connections = ConnectionPolicy::keep_alive;
  std::uint64_t requests_per_connection = 0;   ///< closed after so many; 0 for no limit
  bool prefetch = false;                       ///< users connect to the target before the first arrival
  std::uint64_t max_connections = 0;           ///< of all workers; an exchange beyond waits; 0 for no limit of ours
  std::vector<std::string> allowed_hosts;      ///< host, or host:port, besides the target's and loopback
  std::map<std::string, std::string> resolve;  ///< host, or host:port, to the IP address to use instead of DNS's
  std::vector<std::string> sources;            ///< our own addresses, in turn: an IP, first-last, or CIDR; empty for the system's choice
  Instant timeout = std::chrono::seconds(60);  ///< of an exchange that names none
  PhaseTimeouts phase_timeouts;
  BodyUse body = BodyUse::keep;
  std::uint64_t head_limit = 64 * 1024;         ///< bytes of a response's head
  std::uint64_t body_limit = 64 * 1024 * 1024;  ///< bytes of a response's body, decoded
  unsigned redirects = 10;                      ///< hops that an exchange may follow; 0 hands the redirect to the script
  CookiePolicy cookies = CookiePolicy::per_iteration;
  std::size_t batch = 6;     ///< of the requests that a user sends at once so many are under way at a time, at least one
  bool traceparent = false;  ///< requests carry a W3C traceparent
  TlsOptions tls;
};

/// As scripts write them: "keep-alive", "discard", "per-user".
std::string_view to_string(ConnectionPolicy policy) noexcept;
std::string_view to_string(BodyUse use) noexcept;
std::string_view to_string(CookiePolicy policy) noexcept;

/// The `plan.http` of run.json (docs/formats.md).
nlohmann::json to_json(const HttpOptions& http);

}  // namespace rushhour::load
