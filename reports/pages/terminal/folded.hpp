#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rushhour::pages {

/// `text` broken between words, so that no line is wider than `width` columns but for a word that is; 0 leaves it as it is. It begins in
/// column `at`, and each further line with as many blanks as `hang`. No line break at the end. REQUIRES: harmless text, hang < width.
std::string folded(std::string_view text, std::size_t at, std::size_t hang, std::size_t width);

}  // namespace rushhour::pages
