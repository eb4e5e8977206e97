#pragma once

#include <string>
#include <string_view>

namespace rushhour {

/// Appends a JSON string, quoted and escaped. REQUIRES: `text` is UTF-8.
void append_json_string(std::string& to, std::string_view text);

}  // namespace rushhour
