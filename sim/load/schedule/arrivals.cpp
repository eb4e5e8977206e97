#include "sim/load/schedule/arrivals.hpp"

namespace rushhour::load {
namespace {

// Areas are sums of products of decimal fractions; an arrival that falls on the very end of the profile only by rounding does not exist.
constexpr double rounding = 1e-9;

}  // namespace

Arrivals::Arrivals(const RateProfile& profile, Spacing spacing, std::uint64_t seed, std::string_view scenario, std::uint64_t worker,
                   std::uint64_t workers)
    : profile_(&profile), spacing_(spacing), gaps_(seed, "arrivals", scenario, 0), worker_(worker), workers_(workers) {}

std::optional<Arrival> Arrivals::next() {
  // Skipped arrivals are drawn all the same, because a Poisson instant is the sum of every gap before it: some 20 ns each.
  for (;;) {
    const auto arrival = step();
    if (!arrival || arrival->number % workers_ == worker_) return arrival;
  }
}

std::optional<Arrival> Arrivals::step() {
  if (spacing_ == Spacing::poisson) area_ += gaps_.exponential();
  if (area_ >= profile_->area() * (1 - rounding)) return std::nullopt;
  const Arrival arrival{number_++, profile_->when(area_)};
  if (spacing_ == Spacing::uniform) area_ = static_cast<double>(number_);
  return arrival;
}

}  // namespace rushhour::load
