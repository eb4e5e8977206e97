#pragma once

#include <array>
#include <chrono>
#include <string>

// Days and moments of the generated city, which keeps UTC, and how they are written.
namespace rushhour::city {

using Day = std::chrono::sys_days;
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr Moment midnight(Day day) noexcept { return Moment(day); }
constexpr Day day_of(Moment at) noexcept { return std::chrono::floor<std::chrono::days>(at); }

/// Appends dates and times, and remembers the last day's digits, since neighbours mostly share it. Years 1000 to 9999. One thread.
class MomentWriter {
 public:
  /// "2025-03-01"
  void date(std::string& to, Day day);
  /// "2025-03-01T12:30:05Z", cut to seconds.
  void to_seconds(std::string& to, Moment at);
  /// "2025-03-01T12:30:05.123Z"
  void to_milliseconds(std::string& to, Moment at);

 private:
  const std::array<char, 10>& digits_of(Day day);

  Day last_{std::chrono::days(-1'000'000)};
  std::array<char, 10> digits_{};
};

}  // namespace rushhour::city
