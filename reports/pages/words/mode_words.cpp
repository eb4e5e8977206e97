#include "reports/pages/words/mode_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/log_bins.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::pages {
namespace {

std::string in_words(std::int64_t ns) { return format_duration(Instant(ns)); }

}  // namespace

std::string mode_words(const latency::Histogram& times, std::string_view latency_name) {
  if (times.count() == 1) return fmt::format("One request, with a {} of {}.", latency_name, in_words(times.max()));
  if (!runs::supports(times, 0.5))
    return fmt::format("{} requests are too few to say where they gather: {}s from {} to {}.", times.count(), latency_name,
                       in_words(times.min()), in_words(times.max()));
  const std::vector<Mode> modes = modes_of(times);
  if (modes.size() == 1) return fmt::format("Requests gather around one {}, {}.", latency_name, in_words(modes.front().ns));
  std::string out;
  for (std::size_t i = 0; i < modes.size(); ++i) {
    if (i > 0) out += i + 1 == modes.size() ? " and " : ", ";
    out += fmt::format("{} ({:.0f} %)", in_words(modes[i].ns), std::max(100 * modes[i].share, 1.0));
  }
  constexpr const char* numbers[] = {"two", "three", "four", "five"};
  const std::string number = modes.size() < 6 ? numbers[modes.size() - 2] : std::to_string(modes.size());
  return fmt::format("Requests gather around {} {}s: {}.", number, latency_name, out);
}

}  // namespace rushhour::pages
