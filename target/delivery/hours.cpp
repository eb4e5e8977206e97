#include "target/delivery/hours.hpp"

namespace rushhour::delivery {
namespace {

WallTime next(std::uint16_t minute, WallTime at) noexcept {
  const WallTime today = std::chrono::floor<std::chrono::days>(at) + std::chrono::minutes(minute);
  return today > at ? today : today + std::chrono::days(1);
}

}  // namespace

std::uint16_t minute_of_day(WallTime at) noexcept {
  return static_cast<std::uint16_t>((at - std::chrono::floor<std::chrono::days>(at)) / std::chrono::minutes(1));
}

bool within(Hours hours, WallTime at) noexcept {
  const std::uint16_t minute = minute_of_day(at);
  if (hours.from_min < hours.to_min) return hours.from_min <= minute && minute < hours.to_min;
  return hours.from_min == hours.to_min || hours.from_min <= minute || minute < hours.to_min;
}

WallTime next_begin(Hours hours, WallTime at) noexcept { return next(hours.from_min, at); }
WallTime next_end(Hours hours, WallTime at) noexcept { return next(hours.to_min, at); }

}  // namespace rushhour::delivery
