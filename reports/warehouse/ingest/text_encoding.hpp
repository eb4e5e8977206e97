#pragma once

#include <string>
#include <string_view>

namespace rushhour::warehouse {

/// U+00E9 for the byte E9, and so on: Latin-1 is the first 256 characters of Unicode.
std::string utf8_of_latin1(std::string_view text);

/// Whether a file that begins with `sample` is Latin-1 as a whole, rather than UTF-8 in which some bytes are not: of what is not ASCII,
/// more cannot be UTF-8 than is, and it is found in at least every twentieth line.
bool looks_like_latin1(std::string_view sample);

}  // namespace rushhour::warehouse
