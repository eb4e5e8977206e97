#pragma once

#include <string>
#include <string_view>

namespace rushhour {

/// Appends a JSON string, quoted and escaped. REQUIRES: `text` is UTF-8.
void append_json_string(std::string& to, std::string_view text);

/// JSON text in which the control characters that JSON lets stand as they are (DEL and U+0080 to U+009F: a terminal acts on them) are
/// written out as \u009b; the values stay the same. REQUIRES: `json` is JSON in UTF-8.
std::string without_raw_controls(std::string json);

/// `json` as text that may be shown on a terminal; bytes that are no UTF-8 become U+FFFD. `indent`: -1 for a single line.
template <class Json>
std::string shown_json(const Json& json, int indent) {
  return without_raw_controls(json.dump(indent, ' ', false, Json::error_handler_t::replace));
}

}  // namespace rushhour
