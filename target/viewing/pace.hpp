#pragma once

#include <algorithm>
#include <chrono>

namespace rushhour::viewing {

/// How often something may be made that is wanted more often than there is time for: at most once a second, and at most for a fiftieth of
/// the time. Holds no clock. One thread.
class Pace {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  bool due(Instant now) const noexcept { return now >= next_; }

  /// It was made just now.
  void made(Instant begun, Instant ended) noexcept {
    constexpr int share_of_time = 50;
    constexpr auto soonest = std::chrono::milliseconds(950);  // a little less than a tick, so that none is missed by a hair
    next_ = ended + std::max<Instant::duration>(share_of_time * (ended - begun), soonest);
  }

 private:
  Instant next_{};
};

}  // namespace rushhour::viewing
