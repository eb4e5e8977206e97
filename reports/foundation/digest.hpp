#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rushhour {

/// Two lower-case digits a byte.
std::string hexadecimal(std::span<const unsigned char> bytes);
std::string hexadecimal(std::string_view bytes);

/// The SHA-256 of `text`, 64 hexadecimal digits.
std::string digest_of(std::string_view text);

}  // namespace rushhour
