#include "reports/foundation/wall_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace rushhour {
namespace {

// Takes digits and letters from the front of a text, and remembers whether something else stood there.
class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}

  bool well() const noexcept { return well_ && rest_.empty(); }
  bool at_digit() const noexcept { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

  int digits(int count) noexcept {
    int number = 0;
    for (; count > 0; --count) {
      if (!at_digit()) well_ = false;
      number = number * 10 + (at_digit() ? rest_.front() - '0' : 0);
      drop();
    }
    return number;
  }

  /// The one of `letters` that stands here.
  char one_of(std::string_view letters) noexcept {
    const char found = rest_.empty() || letters.find(rest_.front()) == std::string_view::npos ? '\0' : rest_.front();
    if (found == '\0') well_ = false;
    drop();
    return found;
  }

  bool skip(char wanted) noexcept {
    if (rest_.empty() || rest_.front() != wanted) return false;
    drop();
    return true;
  }

 private:
  void drop() noexcept { rest_.remove_prefix(rest_.empty() ? 0 : 1); }

  std::string_view rest_;
  bool well_ = true;
};

std::chrono::nanoseconds fraction(Cursor& cursor) {
  if (!cursor.skip('.')) return std::chrono::nanoseconds(0);
  std::int64_t ns = cursor.digits(1) * std::int64_t{100'000'000};
  for (std::int64_t unit = 10'000'000; cursor.at_digit() && unit > 0; unit /= 10) ns += cursor.digits(1) * unit;
  return std::chrono::nanoseconds(ns);
}

}  // namespace

std::string utc_text(WallTime t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::nanoseconds> time(t - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::optional<WallTime> parse_utc(std::string_view text) noexcept {
  Cursor cursor(text);
  const int year = cursor.digits(4);
  cursor.one_of("-");
  const int month = cursor.digits(2);
  cursor.one_of("-");
  const int day = cursor.digits(2);
  cursor.one_of("Tt");
  const int hour = cursor.digits(2);
  cursor.one_of(":");
  const int minute = cursor.digits(2);
  cursor.one_of(":");
  const int second = cursor.digits(2);
  const auto part = fraction(cursor);
  const char zone = cursor.one_of("Zz+-");
  std::chrono::minutes offset{0};
  if (zone == '+' || zone == '-') {
    const int hours = cursor.digits(2);
    cursor.one_of(":");
    const int minutes = cursor.digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    offset = std::chrono::minutes((zone == '+' ? 1 : -1) * (hours * 60 + minutes));
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  // Differences of such years fit into 64 bits of nanoseconds.
  const bool sound = cursor.well() && date.ok() && year >= 1970 && year < 2200 && hour <= 23 && minute <= 59 && second <= 59;
  if (!sound) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) + part -
         offset;
}

}  // namespace rushhour
