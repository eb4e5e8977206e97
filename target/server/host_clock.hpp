#pragma once

#include <chrono>

#include "reports/foundation/clock.hpp"

namespace rushhour::server {

/// The monotonic clock of this machine, from the moment of its making on, with the wall time of that moment.
class HostClock final : public Clock {
 public:
  HostClock() : zero_(std::chrono::steady_clock::now()), wall_at_zero_(std::chrono::system_clock::now()) {}

  Instant now() const noexcept override { return std::chrono::steady_clock::now() - zero_; }
  WallTime wall_at_zero() const noexcept { return wall_at_zero_; }

 private:
  std::chrono::steady_clock::time_point zero_;
  WallTime wall_at_zero_;
};

}  // namespace rushhour::server
