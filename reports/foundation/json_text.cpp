#include "reports/foundation/json_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rushhour {

void append_json_string(std::string& to, std::string_view text) {
  const bool plain =
      std::none_of(text.begin(), text.end(), [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  if (plain)
    to.append(1, '"').append(text).append(1, '"');
  else
    to += nlohmann::json(text).dump();
}

// 0xC2 is never but a first byte, so the two bytes of U+0080 to U+009F are those everywhere.
std::string without_raw_controls(std::string json) {
  const auto raw = [&](std::size_t i) {
    return json[i] == '\x7f' || (json[i] == '\xC2' && i + 1 < json.size() && static_cast<unsigned char>(json[i + 1]) < 0xA0);
  };
  std::size_t at = 0;
  while (at < json.size() && !raw(at)) ++at;
  if (at == json.size()) return json;
  std::string out = json.substr(0, at);
  for (; at < json.size(); ++at) {
    if (!raw(at)) {
      out += json[at];
      continue;
    }
    if (json[at] != '\x7f') ++at;
    out += fmt::format("\\u{:04x}", static_cast<unsigned char>(json[at]));
  }
  return out;
}

}  // namespace rushhour
