#pragma once

#include "reports/foundation/instant.hpp"

namespace rushhour {

/// The seam through which everything reads time. Real clocks live in sim/wire, target/server and main; tests and virtual time bring
/// their own.
class Clock {
 public:
  virtual ~Clock() = default;

  /// Never decreases. Any thread.
  virtual Instant now() const noexcept = 0;
};

/// A clock that stands still until it is told to move: for tests and virtual time. One thread.
class HeldClock final : public Clock {
 public:
  Instant now() const noexcept override { return now_; }
  void advance(Instant by) noexcept { now_ += by; }
  void set(Instant to) noexcept { now_ = to; }

 private:
  Instant now_{0};
};

}  // namespace rushhour
