#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "reports/foundation/instant.hpp"
#include "target/server/limits/client_key.hpp"

namespace rushhour::server {

struct AdmissionSettings {
  std::size_t least = 64;   ///< the limit never goes below
  std::size_t most = 4096;  ///< nor above
  std::size_t start = 256;
  double tolerance = 3;                             ///< how many times its baseline the latency may be
  Instant window = std::chrono::milliseconds(100);  ///< over which latencies are averaged
  std::size_t samples = 8;                          ///< in a window, at least
  Instant renewal = std::chrono::seconds(30);       ///< how long a baseline is believed that was not seen again
};

/// How many requests may wait for the store at a time, so that under any load those that are let in are answered about as soon as they can
/// be, and the others are told at once to come back later.
///
/// 1. The limit follows the gradient of latency, as Netflix's concurrency-limits has it (Gradient2Limit; the idea is TCP Vegas's): with B
///    the baseline and M the mean of the last window, g = max(1/2, min(1, tolerance * B / M)), and the limit L becomes
///    (L + g L + sqrt(L)) / 2. At rest g L + sqrt(L) = L, so M is a little above tolerance * B. It does not grow while less than half of it
///    is used.
/// 2. B is the least M that was seen. When no window came within a tenth of it for `renewal`, it is taken anew as BBR takes its round-trip
///    time: the limit is held at `least` until so few are in flight, one window long for the queue to drain, and the mean of the next is
///    B. So a lasting flood cannot pass for the normal case, and a store that has become slower is not held to what it was.
/// 3. Where the limit is reached, a client that holds its fair share (the limit divided by the clients that hold any) or more is refused;
///    others are let in up to a quarter above the limit.
///
/// Holds no clock. Any thread.
class Admission {
 public:
  explicit Admission(AdmissionSettings settings = {}) : settings_(settings), limit_(static_cast<double>(settings.start)) {}

  /// Whether a request of `client` may be tried.
  bool admits(ClientKey client) const;

  /// A request of `client` has begun to wait.
  void started(ClientKey client);

  /// It has ended. `latency` is nothing where it tells nothing, as that of a failure.
  void finished(ClientKey client, std::optional<Instant> latency, Instant now);

  std::size_t limit() const;
  std::size_t in_flight() const;

 private:
  enum class Phase : std::uint8_t { following, emptying, draining, measuring };

  std::size_t limit_now() const noexcept;
  void end_window(Instant now);
  void renew(Instant now, double mean);
  void follow(double mean);

  const AdmissionSettings settings_;
  mutable std::mutex mutex_;
  std::unordered_map<ClientKey, std::size_t> held_;  // by clients that hold any
  std::size_t in_flight_ = 0;
  double limit_;
  double baseline_ns_ = 0;  // zero: none yet
  Instant believed_at_{0};  // when the baseline was last seen
  Phase phase_ = Phase::following;

  Instant window_began_{0};
  std::size_t window_count_ = 0;
  double window_sum_ns_ = 0;
  std::size_t window_peak_ = 0;  // of what was in flight
};

}  // namespace rushhour::server
