#pragma once

#include <string>
#include <string_view>

#include "reports/pages/terminal/terminal_style.hpp"

namespace rushhour::pages {

/// What a piece of text means to the eye; the words say it too.
enum class Tone { plain, strong, good, bad, warning };

/// Colours text where colour is wanted.
class Ink {
 public:
  explicit Ink(const TerminalStyle& style) : colour_(style.colour) {}

  /// REQUIRES: what depends on the width of `text` (clipping, padding) was done before.
  std::string operator()(Tone tone, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace rushhour::pages
