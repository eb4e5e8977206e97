#include "reports/warehouse/ingest/field_text.hpp"

#include <charconv>
#include <chrono>

namespace rushhour::warehouse {
namespace {

constexpr std::int64_t second_us = 1'000'000, day_us = 86'400 * second_us;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) noexcept {
  for (const char c : text)
    if (!is_digit(c)) return false;
  return !text.empty();
}

/// REQUIRES: digits, at most nine of them.
int number_of(std::string_view digits) noexcept {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

std::optional<std::int64_t> days_of(std::string_view year, std::string_view month, std::string_view day) noexcept {
  if (!all_digits(year) || !all_digits(month) || !all_digits(day)) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(number_of(year)), std::chrono::month(static_cast<unsigned>(number_of(month))),
                                         std::chrono::day(static_cast<unsigned>(number_of(day)))};
  if (!date.ok() || number_of(year) == 0) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

/// The date at the head of `text`, which is taken off.
std::optional<std::int64_t> take_date(std::string_view& text) noexcept {
  const auto with = [&text](std::size_t length, auto days) {
    text.remove_prefix(length);
    return days;
  };
  if (text.size() >= 10 && (text[4] == '-' || text[4] == '/') && text[7] == text[4])
    return with(10, days_of(text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)));
  if (text.size() >= 10 && text[2] == '.' && text[5] == '.')
    return with(10, days_of(text.substr(6, 4), text.substr(3, 2), text.substr(0, 2)));
  if (text.size() == 8 || (text.size() > 8 && !is_digit(text[8])))
    return with(8, days_of(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
  return std::nullopt;
}

/// Two digits below `limit` at the head of `text`, which are taken off; -1 if there are none.
int take_pair(std::string_view& text, int limit) noexcept {
  if (text.size() < 2 || !is_digit(text[0]) || !is_digit(text[1])) return -1;
  const int pair = number_of(text.substr(0, 2));
  text.remove_prefix(2);
  return pair < limit ? pair : -1;
}

bool take(std::string_view& text, char c) noexcept {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Microseconds of a fraction of a second, whose point is gone already.
std::optional<std::int64_t> take_fraction(std::string_view& text) noexcept {
  std::int64_t us = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits)
    if (digits < 6) us = us * 10 + (text[digits] - '0');
  if (digits == 0) return std::nullopt;
  for (std::size_t i = digits; i < 6; ++i) us *= 10;
  text.remove_prefix(digits);
  return us;
}

std::optional<std::int64_t> take_time(std::string_view& text) noexcept {
  const int hour = take_pair(text, 24);
  const int minute = hour >= 0 && take(text, ':') ? take_pair(text, 60) : -1;
  if (minute < 0) return std::nullopt;
  std::int64_t us = (hour * 60 + minute) * 60 * second_us;
  if (!take(text, ':')) return us;
  const int second = take_pair(text, 60);
  if (second < 0) return std::nullopt;
  us += second * second_us;
  if (!take(text, '.')) return us;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  return us + *fraction;
}

/// How far the wall clock of what is left of `text` is ahead of UTC.
std::optional<std::int64_t> read_offset(std::string_view text) noexcept {
  if (text.empty() || text == "Z" || text == "z") return 0;
  const bool behind = text.front() == '-';
  if (!behind && text.front() != '+') return std::nullopt;
  text.remove_prefix(1);
  const int hours = take_pair(text, 24);
  if (hours < 0) return std::nullopt;
  take(text, ':');
  const int minutes = text.empty() ? 0 : take_pair(text, 60);
  if (minutes < 0 || !text.empty()) return std::nullopt;
  const std::int64_t us = (hours * 60 + minutes) * 60 * second_us;
  return behind ? -us : us;
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) noexcept {
  std::string_view rest = text;
  const auto days = take_date(rest);
  if (days && rest.empty()) return days;
  const auto us = parse_instant(text);
  if (!us) return std::nullopt;
  return *us >= 0 ? *us / day_us : -((-*us + day_us - 1) / day_us);
}

std::optional<std::int64_t> parse_instant(std::string_view text) noexcept {
  if ((text.size() == 10 || text.size() == 13) && all_digits(text)) {
    const auto number = parse_integer(text);
    return *number * (text.size() == 10 ? second_us : second_us / 1000);
  }
  const auto days = take_date(text);
  if (!days) return std::nullopt;
  if (text.empty()) return *days * day_us;
  if (!take(text, 'T') && !take(text, ' ') && !take(text, 't')) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto ahead = read_offset(text);
  if (!ahead) return std::nullopt;
  return *days * day_us + *time - *ahead;
}

std::optional<std::int64_t> parse_hundredths(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  std::size_t point = text.find('.');
  if (point == std::string_view::npos && text.size() > 2 && text[text.size() - 3] == ',') point = text.size() - 3;
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (whole.empty() && decimals.empty()) return std::nullopt;
  if ((!whole.empty() && !all_digits(whole)) || (!decimals.empty() && !all_digits(decimals)) || whole.size() > 14) return std::nullopt;
  std::int64_t hundredths = 0;
  for (const char c : whole) hundredths = hundredths * 10 + (c - '0');
  for (std::size_t i = 0; i < 2; ++i) hundredths = hundredths * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  if (decimals.size() > 2) {
    const bool tail = decimals.find_first_not_of('0', 3) != std::string_view::npos;
    if (decimals[2] > '5' || (decimals[2] == '5' && (tail || hundredths % 2 == 1))) ++hundredths;
  }
  return negative ? -hundredths : hundredths;
}

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace rushhour::warehouse
