#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "reports/foundation/random_stream.hpp"
#include "sim/load/schedule/scaling.hpp"

namespace rushhour::load {

enum class Spacing { uniform, poisson };

/// One arrival of an open workload: the `number`-th of its scenario, from zero, and when it is due.
struct Arrival {
  std::uint64_t number;
  Instant due;
};

/// Walks the arrivals of a scenario in order. The sequence is a pure function of (profile, spacing, seed, scenario): every worker that
/// walks it sees the same instants, so the stripes of n workers (numbers i, i + n, i + 2n, ...) join to exactly the sequence of one.
///
/// Uniform: arrival n is due when the area under the rate reaches n; the first at once, even from rate zero. Poisson: gaps of the area are
/// exponential with mean one, so the instants are a Poisson process of the profile's rate. O(log stages) a step, one thread.
///
/// A rate that is scaled on the way (ScaledProfile) moves the arrivals that are due from then on, keeps their numbers, and makes more of
/// them or fewer: workers that know the same scalings still join to one sequence.
class Arrivals {
 public:
  /// REQUIRES: `profile` outlives the walk. Stripe `worker` of `workers`.
  Arrivals(const RateProfile& profile, Spacing spacing, std::uint64_t seed, std::string_view scenario, std::uint64_t worker = 0,
           std::uint64_t workers = 1);

  /// The next arrival of the stripe; nothing once the profile is used up, or while its rate is scaled to nothing.
  std::optional<Arrival> peek() const noexcept;

  /// Goes on to the one after it. REQUIRES: peek() gives one.
  void pop();

  /// Both at once.
  std::optional<Arrival> next();

  /// `scaling.at` counts from the profile's begin. What was taken stays; peek() may give another instant now, or none, or one again.
  void scale(const Scaling& scaling) { profile_.scale(scaling); }

 private:
  void step();

  ScaledProfile profile_;
  Spacing spacing_;
  RandomStream gaps_;
  std::uint64_t worker_, workers_;
  std::uint64_t number_ = 0;  // of the next arrival
  double area_ = 0;           // at which it is due
};

}  // namespace rushhour::load
