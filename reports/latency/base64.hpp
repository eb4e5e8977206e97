#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rushhour::latency {

/// RFC 4648, with padding and without line breaks.
std::string to_base64(std::string_view bytes);

/// Nothing if `text` is not exactly that.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace rushhour::latency
