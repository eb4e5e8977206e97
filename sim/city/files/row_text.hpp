#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "target/delivery/money.hpp"

// How numbers, ids and fields are appended to a row: by hand, because there are millions of them.
namespace rushhour::city {

inline void append_number(std::string& to, std::uint64_t n) {
  const fmt::format_int digits(n);
  to.append(digits.data(), digits.size());
}

/// With zeroes in front, up to that many digits.
inline void append_padded(std::string& to, std::uint64_t n, std::size_t digits_at_least) {
  const fmt::format_int digits(n);
  if (digits.size() < digits_at_least) to.append(digits_at_least - digits.size(), '0');
  to.append(digits.data(), digits.size());
}

/// "-12.05"
inline void append_money(std::string& to, delivery::Money amount) {
  const bool below_zero = amount.minor < 0;
  const auto minor = static_cast<std::uint64_t>(below_zero ? -amount.minor : amount.minor);
  if (below_zero) to += '-';
  append_number(to, minor / 100);
  const char cents[3] = {'.', static_cast<char>('0' + minor % 100 / 10), static_cast<char>('0' + minor % 10)};
  to.append(cents, sizeof cents);
}

/// "O00000042"
inline void append_order_id(std::string& to, std::uint64_t number) {
  to += 'O';
  append_padded(to, number, 8);
}

/// "M00007"
inline void append_merchant_id(std::string& to, std::uint64_t number) {
  to += 'M';
  append_padded(to, number, 5);
}

/// As RFC 4180 has it: quoted only where the field holds a comma or a quote. REQUIRES: no line breaks.
inline void append_csv_field(std::string& to, std::string_view field) {
  if (field.find_first_of(",\"") == std::string_view::npos) {
    to += field;
    return;
  }
  to += '"';
  for (const char c : field) {
    if (c == '"') to += '"';
    to += c;
  }
  to += '"';
}

}  // namespace rushhour::city
