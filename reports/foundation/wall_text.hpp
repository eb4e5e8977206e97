#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour {

/// "2026-03-01T12:00:00.123456789Z".
std::string utc_text(WallTime t);

/// A date and time as RFC 3339 has them, "2026-03-01T12:00:00Z" or "2026-03-01t13:00:00.5+01:00", from the year 1970 to 2199. Nothing if it
/// is none: no offset, a 30th of February, a second 60, more than nine digits of a second.
std::optional<WallTime> parse_utc(std::string_view text) noexcept;

}  // namespace rushhour
