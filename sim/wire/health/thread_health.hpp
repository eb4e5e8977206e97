#pragma once

#include <optional>

#include "reports/foundation/instant.hpp"
#include "sim/wire/health/kept_file.hpp"

namespace rushhour::wire {

/// What one thread had of a core since the sample before.
struct CoreShare {
  double used = 0;               ///< of the time, computing
  std::optional<double> waited;  ///< of the time, ready to compute without a core; nothing where the kernel does not say
};

/// Watches the thread that made it, and is asked on it.
class ThreadHealth {
 public:
  ThreadHealth();

  /// Since the sample before, or since the beginning. `now` never decreases.
  CoreShare sample(Instant now);

 private:
  KeptFile schedstat_;
  Instant seen_at_{0}, used_{0};
  std::optional<Instant> waited_;
};

}  // namespace rushhour::wire
