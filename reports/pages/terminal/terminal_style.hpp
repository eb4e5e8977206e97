#pragma once

#include <cstddef>

namespace rushhour::pages {

/// What a terminal, or whatever else a stream goes to, can show. Who writes to a stream asks commands/stream_style for it.
struct TerminalStyle {
  bool colour = false;     ///< off when NO_COLOR is set, TERM is dumb or the stream is no terminal
  bool utf8 = false;       ///< the locale is UTF-8; without it no byte above 0x7e may go out
  bool moves = false;      ///< a terminal that can move its cursor and erase
  std::size_t width = 80;  ///< columns
  std::size_t fold = 0;    ///< columns at which sentences are broken; 0 where they are not, so that who searches lines finds them
  std::size_t height = 0;  ///< lines, zero where nobody knows
};

}  // namespace rushhour::pages
