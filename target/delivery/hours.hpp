#pragma once

#include <cstdint>

#include "reports/foundation/instant.hpp"

namespace rushhour::delivery {

/// The minute of the (UTC) day in which an instant lies, 0 to 1439. The city keeps UTC, so that its days have no seams.
std::uint16_t minute_of_day(WallTime at) noexcept;

/// A stretch of every day, in minutes since midnight: from the first minute up to, but without, the second. It crosses midnight where it
/// ends before it begins; where both are the same it is the whole day.
struct Hours {
  std::uint16_t from_min = 0;  ///< 0 to 1439
  std::uint16_t to_min = 0;    ///< 0 to 1439

  bool operator==(const Hours&) const = default;
};

bool within(Hours hours, WallTime at) noexcept;

/// The next instant after `at` at which the stretch begins, or ends. Both lie at most a day ahead.
WallTime next_begin(Hours hours, WallTime at) noexcept;
WallTime next_end(Hours hours, WallTime at) noexcept;

}  // namespace rushhour::delivery
