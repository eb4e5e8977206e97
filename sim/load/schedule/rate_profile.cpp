// Within a stage of length L the rate is r(t) = a + k t with k = (b - a) / L, so the area from its begin is
//
//     A(t) = a t + k t^2 / 2                    [arrivals; t in seconds]
//
// and the instant of a given area is a root of that parabola. The school formula (-a + sqrt(a^2 + 2 k A)) / k divides by k, which is zero
// on a plateau and cancels badly near one; its conjugate
//
//     t = 2 A / (a + sqrt(a^2 + 2 k A))
//
// is exact on plateaus and ramps alike. Under the root stands r(t)^2, which only rounding can push below zero, hence the max.

#include "sim/load/schedule/rate_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/foundation/user_error.hpp"

namespace rushhour::load {
namespace {

double slope(const Stage& stage) { return (stage.to - stage.from) / seconds(stage.length); }

double area_of(const Stage& stage) { return seconds(stage.length) * (stage.from + stage.to) / 2; }

double seconds_to_area(const Stage& stage, double wanted) {
  const double root = std::sqrt(std::max(0.0, stage.from * stage.from + 2 * slope(stage) * wanted));
  return wanted > 0 ? 2 * wanted / (stage.from + root) : 0;
}

void require_sound(const Stage& stage, std::size_t number) {
  const auto sound = [](double rate) { return std::isfinite(rate) && rate >= 0; };
  if (stage.length < Instant(0)) throw UserError(fmt::format("stage {} has a negative length", number), Exit::settings);
  if (!sound(stage.from) || !sound(stage.to))
    throw UserError(fmt::format("stage {} has a rate that is no number of arrivals per second", number), Exit::settings);
}

}  // namespace

RateProfile::RateProfile(std::span<const Stage> stages) {
  for (std::size_t i = 0; i < stages.size(); ++i) {
    require_sound(stages[i], i + 1);
    // A stage without area holds no arrival; leaving it out keeps every division below safe.
    if (area_of(stages[i]) > 0) {
      legs_.push_back({area_, length_, stages[i]});
      area_ += area_of(stages[i]);
    }
    length_ += stages[i].length;
  }
}

Instant RateProfile::when(double area) const noexcept {
  if (legs_.empty() || area > area_) return length_;
  const auto after = std::upper_bound(legs_.begin(), legs_.end(), area, [](double a, const Leg& leg) { return a < leg.area_before; });
  const Leg& leg = after == legs_.begin() ? *after : *std::prev(after);
  const double offset_s = seconds_to_area(leg.stage, area - leg.area_before);
  return leg.begin + std::min(Instant(std::llround(offset_s * 1e9)), leg.stage.length);
}

double RateProfile::area_until(Instant at) const noexcept {
  double area = 0;
  for (const Leg& leg : legs_) {
    if (at <= leg.begin) break;
    const double t = seconds(std::min(at - leg.begin, leg.stage.length));
    area = leg.area_before + t * (leg.stage.from + slope(leg.stage) * t / 2);
  }
  return area;
}

double RateProfile::rate(Instant at) const noexcept {
  for (const Leg& leg : legs_)
    if (at >= leg.begin && at < leg.begin + leg.stage.length) return leg.stage.from + slope(leg.stage) * seconds(at - leg.begin);
  return 0;
}

}  // namespace rushhour::load
