#include "sim/wire/http/set_cookie.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "reports/foundation/letters.hpp"
#include "sim/wire/http/url.hpp"

namespace rushhour::wire {
namespace {

constexpr std::size_t line_limit = 4096;

// So far ahead every cookie outlives every run; farther ones are cut to it.
constexpr std::chrono::seconds age_limit = std::chrono::hours(24 * 400);

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The characters between the tokens of a date.
bool is_delimiter(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2f) || (byte >= 0x3b && byte <= 0x40) || (byte >= 0x5b && byte <= 0x60) ||
         (byte >= 0x7b && byte <= 0x7e);
}

/// Takes a number of `least` to `most` digits off the front; what follows must not be a digit.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) noexcept {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits < least || digits > most) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits);
  return number;
}

/// What the tokens of a date have said so far.
struct DateParts {
  std::optional<std::chrono::seconds> time;
  std::optional<int> day;
  std::optional<int> month;
  std::optional<int> year;
};

/// "8:49:37", whatever follows that is no digit.
std::optional<std::chrono::seconds> read_time(std::string_view token) noexcept {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = take_number(token, 1, 2);
    if (!number) return std::nullopt;
    parts[i] = *number;
    if (i == 2) break;
    if (token.empty() || token.front() != ':') return std::nullopt;
    token.remove_prefix(1);
  }
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::chrono::seconds(-1);
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) + std::chrono::seconds(parts[2]);
}

std::optional<int> read_month(std::string_view token) noexcept {
  constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < months.size(); ++i)
    if (token.size() >= 3 && same_name(token.substr(0, 3), months[i])) return static_cast<int>(i) + 1;
  return std::nullopt;
}

void read_token(std::string_view token, DateParts& parts) noexcept {
  if (!parts.time)
    if (const auto time = read_time(token)) {
      parts.time = time;
      return;
    }
  std::string_view rest = token;
  if (!parts.day)
    if (const auto day = take_number(rest, 1, 2)) {
      parts.day = day;
      return;
    }
  if (!parts.month)
    if (const auto month = read_month(token)) {
      parts.month = month;
      return;
    }
  rest = token;
  if (!parts.year)
    if (const auto year = take_number(rest, 2, 4)) parts.year = *year < 70 ? *year + 2000 : *year < 100 ? *year + 1900 : *year;
}

void read_attribute(std::string_view name, std::string_view value, SetCookie& cookie) noexcept {
  if (same_name(name, "secure")) {
    cookie.secure = true;
  } else if (same_name(name, "domain")) {
    cookie.domain = value.starts_with('.') ? value.substr(1) : value;
  } else if (same_name(name, "path")) {
    cookie.path = value.starts_with('/') ? value : std::string_view();
  } else if (same_name(name, "expires")) {
    if (const auto date = parse_cookie_date(value)) cookie.expires = date;
  } else if (same_name(name, "max-age")) {
    const bool minus = value.starts_with('-');
    const std::string_view digits = value.substr(minus ? 1 : 0);
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return;
    std::int64_t seconds = age_limit.count();
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);  // what is too large leaves the limit
    cookie.max_age = minus ? std::chrono::seconds(0) : std::min(std::chrono::seconds(seconds), age_limit);
  }
}

}  // namespace

std::optional<SetCookie> parse_set_cookie(std::string_view line) noexcept {
  const bool odd =
      std::any_of(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
  if (line.size() > line_limit || odd) return std::nullopt;
  SetCookie cookie;
  std::size_t end = std::min(line.find(';'), line.size());
  const std::string_view pair = line.substr(0, end);
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  cookie.name = trimmed(pair.substr(0, equals));
  cookie.value = trimmed(pair.substr(equals + 1));
  if (cookie.name.empty()) return std::nullopt;
  while (end < line.size()) {
    line.remove_prefix(end + 1);
    end = std::min(line.find(';'), line.size());
    const std::string_view attribute = line.substr(0, end);
    const std::size_t sign = std::min(attribute.find('='), attribute.size());
    read_attribute(trimmed(attribute.substr(0, sign)), trimmed(attribute.substr(std::min(sign + 1, attribute.size()))), cookie);
  }
  return cookie;
}

std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text) noexcept {
  DateParts parts;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !is_delimiter(text[end])) ++end;
    if (end > at) read_token(text.substr(at, end - at), parts);
    at = std::max(end, at + 1);
  }
  if (!parts.time || !parts.day || !parts.month || !parts.year || *parts.time < std::chrono::seconds(0) || *parts.year < 1601)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*parts.year), std::chrono::month(static_cast<unsigned>(*parts.month)),
                                         std::chrono::day(static_cast<unsigned>(*parts.day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + *parts.time;
}

}  // namespace rushhour::wire
