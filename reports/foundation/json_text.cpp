#include "reports/foundation/json_text.hpp"

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

}  // namespace rushhour
