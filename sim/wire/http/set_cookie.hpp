#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace rushhour::wire {

/// What a Set-Cookie header says, as views into it (RFC 6265, section 5.2). Of an attribute that comes twice the last counts.
struct SetCookie {
  std::string_view name;
  std::string_view value;
  std::string_view domain;  ///< without a leading dot; empty for none
  std::string_view path;    ///< empty unless it begins with '/'
  bool secure = false;
  std::optional<std::chrono::seconds> max_age;  ///< zero or less: gone
  std::optional<std::chrono::sys_seconds> expires;
};

/// Nothing if it has no name, holds a control character, or is longer than 4 KB.
std::optional<SetCookie> parse_set_cookie(std::string_view line) noexcept;

/// A date as servers write them ("Sun, 06 Nov 1994 08:49:37 GMT" and many others), by the algorithm of RFC 6265, section 5.1.1. Nothing if
/// it is none.
std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text) noexcept;

}  // namespace rushhour::wire
