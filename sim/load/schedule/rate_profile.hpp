#pragma once

#include <span>
#include <vector>

#include "reports/foundation/instant.hpp"

namespace rushhour::load {

/// One stretch of a ramp, along which a level moves in a straight line: arrivals per second, or users.
struct Stage {
  Instant length{0};  ///< zero makes the level jump
  double from = 0;
  double to = 0;
};

/// How many arrivals a workload wants up to an instant: the area under its rate, and the way back from area to instant. Evenly spaced
/// arrivals are due at areas 0, 1, 2, ...; a Poisson process at the partial sums of exponentials (its time-change theorem).
///
/// Immutable; any thread.
class RateProfile {
 public:
  /// Throws UserError, naming the stage, if a length is negative or a rate is no finite number of arrivals per second.
  explicit RateProfile(std::span<const Stage> stages);

  /// Area under the whole profile: the number of arrivals it wants, fractions and all.
  double area() const noexcept { return area_; }

  Instant length() const noexcept { return length_; }

  /// The first instant by which `area` has been reached; the profile's end where it never is. Never decreases in `area`. O(log stages).
  Instant when(double area) const noexcept;

  /// The area from the begin until an instant; never decreases.
  double area_until(Instant at) const noexcept;

  /// The rate at an instant, arrivals per second; zero outside the profile.
  double rate(Instant at) const noexcept;

 private:
  struct Leg {  // a stage with area, and what came before it
    double area_before;
    Instant begin;
    Stage stage;
  };

  std::vector<Leg> legs_;
  double area_ = 0;
  Instant length_{0};
};

}  // namespace rushhour::load
