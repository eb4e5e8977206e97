#pragma once

#include "reports/pages/terminal/terminal_style.hpp"

namespace rushhour {

/// What goes well on the stream behind `descriptor` (STDOUT_FILENO, STDERR_FILENO) at this moment: the width is that of the terminal, and
/// changes with it. From isatty, the terminal itself and the environment: TERM, NO_COLOR, and LC_ALL, LC_CTYPE, LANG in this order.
pages::TerminalStyle stream_style(int descriptor);

}  // namespace rushhour
