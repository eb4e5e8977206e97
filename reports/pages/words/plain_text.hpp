#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rushhour::pages {

/// `text` with everything written out that a terminal or a browser would act on instead of showing: control characters and bytes that are
/// not UTF-8 as \x1b, line and paragraph separators, zero-width and bidirectional controls as \u202e. What comes out is valid UTF-8 on one
/// line. Names from scripts and servers pass through here before anyone sees them.
std::string harmless(std::string_view text);

/// `text` for a terminal that shows nothing else: what is not ASCII is written out as \u00e9. REQUIRES: harmless text, line feeds aside.
std::string only_ascii(std::string_view text);

/// `text` in stretches that run one way: from right to left (Hebrew, Arabic and their like, with what stands between their letters) or not.
struct Stretch {
  std::string_view text;
  bool leftward = false;
};

/// REQUIRES: harmless text. What is given back points into it.
std::vector<Stretch> stretches_of(std::string_view text);

/// Columns that `text` takes on a terminal: wide characters two, combining ones none. REQUIRES: harmless text.
std::size_t display_width(std::string_view text) noexcept;

/// At most `width` columns of `text`, the last three of them "..." if something had to go. REQUIRES: harmless text, width >= 3.
std::string clip(std::string_view text, std::size_t width);

/// `text` as a sentence begins: its first letter a capital, if it is one of ASCII.
std::string capitalised(std::string text);

/// `text` filled up with blanks to `width` columns, behind or before it.
std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

}  // namespace rushhour::pages
