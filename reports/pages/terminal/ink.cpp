#include "reports/pages/terminal/ink.hpp"

#include <fmt/format.h>

namespace rushhour::pages {

std::string Ink::operator()(Tone tone, std::string_view text) const {
  if (!colour_ || tone == Tone::plain) return std::string(text);
  constexpr const char* codes[] = {"", "1", "32", "1;31", "33"};
  return fmt::format("\x1b[{}m{}\x1b[0m", codes[static_cast<int>(tone)], text);
}

}  // namespace rushhour::pages
