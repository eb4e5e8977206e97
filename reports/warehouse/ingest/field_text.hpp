#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rushhour::warehouse {

/// What people write in files, as numbers. All give nothing for what is not what it ought to be, and never throw. Blanks around are the
/// caller's. Any thread.

/// Days since 1970: "2025-03-01", "2025/03/01", "20250301", "01.03.2025", and any instant (of which the UTC day counts). Years 1 to 9999.
/// With slashes the year must come first: 01/03/2025 is two different days, so it is none.
std::optional<std::int64_t> parse_date(std::string_view text) noexcept;

/// Microseconds since 1970, UTC: "2025-03-01T12:30:05Z", with a blank for the T, without seconds, with a fraction (cut after six digits),
/// with +01:00, +0100 or +01, without any (then it is UTC); a date alone is its midnight; ten digits are seconds since 1970, thirteen are
/// milliseconds.
std::optional<std::int64_t> parse_instant(std::string_view text) noexcept;

/// Hundredths of "12", "-12.5", "12.50", "+0.5", ".5", "12,50" (a comma before exactly two last digits). More than two decimals are rounded
/// half to even. Below 10^16 in all.
std::optional<std::int64_t> parse_hundredths(std::string_view text) noexcept;

/// A whole number with its sign, within 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

}  // namespace rushhour::warehouse
