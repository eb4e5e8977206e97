#include "reports/pages/words/mode_words.hpp"

#include <fmt/format.h>

#include "reports/foundation/units.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::pages {

std::string mode_words(const std::vector<Mode>& modes, std::string_view latency_name) {
  if (modes.size() == 1) return fmt::format("Requests gather around one {}, {}.", latency_name, format_duration(Instant(modes.front().ns)));
  std::string out;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    if (i > 0) out += i + 1 == modes.size() ? " and " : ", ";
    out += fmt::format("{} ({})", format_duration(Instant(modes[i].ns)), verdicts::format_share(modes[i].share));
  }
  return fmt::format("Requests gather around {} {}s: {}.", modes.size(), latency_name, out);
}

}  // namespace rushhour::pages
