#pragma once

#include <cstdio>
#include <string_view>

namespace rushhour {

/// Prints to stdout or stderr as much as its reader takes. One that has left (head) is no trouble of what is still to be done: a run goes
/// on to its report. REQUIRES: SIGPIPE is ignored, else it ends the process.
void say(std::FILE* stream, std::string_view text) noexcept;

}  // namespace rushhour
