#include "reports/pages/words/mode_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/units.hpp"

namespace rushhour::pages {

std::string mode_words(const std::vector<Mode>& modes, std::string_view latency_name) {
  if (modes.size() == 1) return fmt::format("Requests gather around one {}, {}.", latency_name, format_duration(Instant(modes.front().ns)));
  std::string out;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    if (i > 0) out += i + 1 == modes.size() ? " and " : ", ";
    out += fmt::format("{} ({:.0f} %)", format_duration(Instant(modes[i].ns)), std::max(100 * modes[i].share, 1.0));
  }
  constexpr const char* numbers[] = {"two", "three", "four", "five"};
  const std::string number = modes.size() < 6 ? numbers[modes.size() - 2] : std::to_string(modes.size());
  return fmt::format("Requests gather around {} {}s: {}.", number, latency_name, out);
}

}  // namespace rushhour::pages
