#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/load/schedule/rate_profile.hpp"

namespace rushhour::load {

/// From `at` on the plan's rates and users count `factor` times, until the next scaling.
struct Scaling {
  Instant at;
  double factor;
};

/// The instants of a profile whose rate is scaled while it is walked. The area rule stays: an arrival is due when the area under the scaled
/// rate reaches its own, and the profile ends when it would. So the instants are a pure function of profile and scalings: workers that
/// know the same scalings agree on every arrival.
///
/// One thread.
class ScaledProfile {
 public:
  /// REQUIRES: `profile` outlives this.
  explicit ScaledProfile(const RateProfile& profile) : profile_(&profile) {}

  /// `scaling.at` counts from the profile's begin, may lie before it, and not before that of an earlier scaling.
  void scale(const Scaling& scaling);

  /// When `area` is reached; nothing if it never is, as far as the scalings that are known say.
  std::optional<Instant> when(double area) const noexcept;

 private:
  struct Piece {  // from `at` on
    Instant at;
    double scaled_before, plain_before;  // areas until then
    double factor;
  };
  std::optional<Instant> plain(double area) const noexcept;

  const RateProfile* profile_;
  std::vector<Piece> pieces_;  // none before the first scaling
};

/// The user of the plan whose presence user number `user` has while the plan's users count `factor` times: of w wanted users `factor * w`
/// are there, rounded to the nearest, half a user up. Nothing: it is never there.
std::optional<std::uint64_t> model_of(std::uint64_t user, double factor) noexcept;

}  // namespace rushhour::load
