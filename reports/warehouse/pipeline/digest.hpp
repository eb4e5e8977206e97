#pragma once

#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// The SHA-256 of `text`, 64 hexadecimal digits.
std::string digest_of(std::string_view text);

}  // namespace rushhour::warehouse
