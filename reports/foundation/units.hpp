#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour {

/// "250ms", "1m30s", "1.5s", "2h", "10us", "5ns", or a bare number of seconds ("0.5"). Nothing if it is not a duration, is negative or
/// exceeds a year.
std::optional<Instant> parse_duration(std::string_view text) noexcept;

/// "500/s", "30/m", "2/h", or a bare number per second, as arrivals per second. Nothing if it is not a rate, is negative or not finite.
std::optional<double> parse_rate(std::string_view text) noexcept;

/// "64KiB", "64MB" (a million), "1.5GB", "512B", or a bare number of bytes. Nothing if it is not a size, is negative or beyond 2^53 bytes.
std::optional<std::uint64_t> parse_size(std::string_view text) noexcept;

/// For people: three significant digits and a unit: "4.00ms", "112ms", "1.42s", "38.8ms", "1m10s" from a minute on.
std::string format_duration(Instant t);

/// For people: an instant of a run as a stopwatch shows it: "0:31", "61:05" as "1:01:05".
std::string format_instant(Instant at);

/// For people: "11,200".
std::string format_count(std::uint64_t n);

}  // namespace rushhour
