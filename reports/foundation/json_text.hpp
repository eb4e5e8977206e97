#pragma once

#include <string>
#include <string_view>

#include "reports/foundation/instant.hpp"

namespace rushhour {

/// Appends a JSON string, quoted and escaped. REQUIRES: `text` is UTF-8.
void append_json_string(std::string& to, std::string_view text);

/// "2026-03-01T12:00:00.123456789Z".
std::string utc_text(WallTime t);

}  // namespace rushhour
