#include "reports/commands/stream_style.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace rushhour {
namespace {

// Sentences longer than that are hard to read, and narrower ones are no sentences.
constexpr std::size_t narrowest_fold = 40, widest_fold = 120;

// An empty variable counts as one that is not set (POSIX, and https://no-color.org).
std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

bool is_utf8_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string locale(variable(name));
    if (locale.empty()) continue;
    std::transform(locale.begin(), locale.end(), locale.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

pages::TerminalStyle stream_style(int descriptor) {
  pages::TerminalStyle style;
  style.utf8 = is_utf8_locale();
  if (isatty(descriptor) != 1) return style;
  const std::string_view terminal = variable("TERM");
  style.moves = !terminal.empty() && terminal != "dumb";
  style.colour = style.moves && variable("NO_COLOR").empty();
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = size.ws_col;
    style.height = size.ws_row;
  }
  style.fold = std::clamp(style.width, narrowest_fold, widest_fold);
  return style;
}

}  // namespace rushhour
