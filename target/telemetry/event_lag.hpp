#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "reports/foundation/instant.hpp"

namespace rushhour::telemetry {

/// How late events are processed, from what is known of the log at instants at which somebody looks: how many events there are, and how
/// many of them are not processed yet. The oldest one of these is at least as old as the first look that saw it.
///
/// One thread at a time.
class EventLag {
 public:
  static constexpr std::size_t looks_max = 1000;  ///< beyond it, the oldest are forgotten and the lag is told too small

  /// The lag at `now`: 0 if nothing is behind. REQUIRES: `last` and `now` never decrease, behind <= last.
  Instant look(std::uint64_t last, std::uint64_t behind, Instant now) {
    const std::uint64_t processed = last - behind;
    while (!looks_.empty() && looks_.front().last <= processed) looks_.pop_front();
    // A look that saw no more events than the one before it says nothing new about their age.
    if (behind != 0 && (looks_.empty() || looks_.back().last < last)) looks_.push_back({last, now});
    if (looks_.size() > looks_max) looks_.pop_front();
    return looks_.empty() ? Instant(0) : now - looks_.front().at;
  }

 private:
  struct Look {
    std::uint64_t last;
    Instant at;
  };

  std::deque<Look> looks_;  // with events beyond those that were processed, the oldest first
};

}  // namespace rushhour::telemetry
