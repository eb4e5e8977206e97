#include "reports/latency/interval.hpp"

#include <algorithm>

namespace rushhour::latency {

void Interval::merge(const Interval& other) {
  length = std::max(length, other.length);
  // Both rise, and hold much the same: a step from one to the next finds a series sooner than a search.
  auto at = series.begin();
  for (const auto& [name, histogram] : other.series) {
    while (at != series.end() && at->first < name) ++at;
    if (at == series.end() || name < at->first) at = series.try_emplace(at, name, histogram.layout());
    at->second.merge(histogram);
  }
}

Instant interval_length(Instant begin) noexcept {
  using namespace std::chrono_literals;
  if (begin < 10min) return 1s;
  return begin < 2h ? Instant(10s) : Instant(60s);
}

}  // namespace rushhour::latency
