#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reports/foundation/instant.hpp"
#include "target/service/desk.hpp"
#include "target/telemetry/log.hpp"
#include "target/telemetry/registry.hpp"
#include "target/telemetry/spans.hpp"

namespace rushhour::server {

/// Who is told of connections and requests. Each may be null, and must outlive the server.
struct Observers {
  telemetry::Registry* metrics = nullptr;
  telemetry::TraceSource* traces = nullptr;  ///< gives each request that changes something its place in a trace
  telemetry::SpanLog* spans = nullptr;       ///< with `traces` alone
  telemetry::Log* log = nullptr;             ///< of every request at `debug`, and at `warning` of those that went wrong: 5xx, unanswered
};

/// Why a request or a connection was turned away before the desk: the indices of `refusal_names`, as the registry is to be given them.
enum class Refusal : std::uint8_t {
  host,             ///< a Host that is not this machine's
  rate_limit,       ///< more requests than one client may send
  in_flight_limit,  ///< too many wait for the store
  connections,      ///< one connection too many
  silence,          ///< a connection that never asked for anything made room
};
inline constexpr std::array<std::string_view, 5> refusal_names{"host", "rate_limit", "in_flight_limit", "connections", "silence"};

/// Tells observers of one connection, from its making to its end, and of the requests on it. Its loop's thread.
class Witness {
 public:
  /// `wall_at_zero`: of the clock that instants are of.
  Witness(const Observers& observers, WallTime wall_at_zero);
  ~Witness();
  Witness(const Witness&) = delete;
  Witness& operator=(const Witness&) = delete;

  /// The first byte of a request has come.
  void begins(Instant now);

  void comes(std::size_t bytes) noexcept { bytes_ += bytes; }

  /// Before the desk sees the request: its `traceparent` is made that of its own place in the trace, or empty if it was none.
  void traces(service::Request& request);

  /// Its answer is ready to go, so many bytes with the head. `route` null: it had none, or nobody looked.
  void ends(const service::Route* route, int status, const service::Timing& timing, std::size_t answer_bytes, Instant now);

  void refused(Refusal why) const noexcept {
    if (observers_.metrics != nullptr) observers_.metrics->refused(static_cast<std::size_t>(why));
  }

 private:
  void log(const service::Route* route, int status, Instant total) const;

  const Observers& observers_;
  const WallTime wall_at_zero_;
  telemetry::TraceContext context_;
  Instant first_byte_{0};
  std::uint64_t bytes_ = 0;
  bool asking_ = false;
};

}  // namespace rushhour::server
