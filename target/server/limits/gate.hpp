#pragma once

#include <optional>
#include <string>

#include "target/server/limits/admission.hpp"
#include "target/server/limits/client_key.hpp"
#include "target/server/limits/rate_limit.hpp"
#include "target/service/request.hpp"

namespace rushhour::server {

struct GateSettings {
  bool loopback_alone = true;                 ///< only a Host that names this machine is answered; see host_rule.hpp
  bool adaptive = true;                       ///< what waits for the store is limited by its latency; see admission.hpp
  std::optional<double> requests_per_s = {};  ///< of one client; see rate_limit.hpp
};

/// What the gate remembers of one connection.
struct Visitor {
  std::string address;   ///< without a port
  std::string own_name;  ///< the Host that was last found to be this machine's
};

/// Which requests the desk gets to see. A refusal costs a microsecond: its text is made once.
///
/// Reads are never refused for overload, since most are answered from memory; one that has to wait for the store counts while it waits.
/// Any thread; a visitor is used by one at a time.
class Gate {
 public:
  explicit Gate(GateSettings settings);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  /// Whether `request` may go on; else `refusal` is its answer. Asked once a request, when its head is complete.
  bool admit(const service::Request& request, Visitor& visitor, Instant now, service::Response& refusal);

  /// The request has begun to wait for the store.
  void waits(const service::Request& request, const Visitor& visitor);

  /// It has ended, and with which status; zero if nobody was there any more to be answered.
  void waited(const service::Request& request, const Visitor& visitor, int status, Instant latency, Instant now);

  /// How many requests may wait for the store now; nothing if that has no limit.
  std::optional<std::size_t> in_flight_limit() const { return admission_ ? std::optional(admission_->limit()) : std::nullopt; }

 private:
  const GateSettings settings_;
  std::optional<RateLimit> rate_limit_;
  std::optional<Admission> admission_;
};

}  // namespace rushhour::server
