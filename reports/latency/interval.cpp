#include "reports/latency/interval.hpp"

#include <algorithm>

namespace rushhour::latency {

void Interval::merge(const Interval& other) {
  length = std::max(length, other.length);
  for (const auto& [name, histogram] : other.series) series.try_emplace(name, histogram.layout()).first->second.merge(histogram);
}

Instant interval_length(Instant begin) noexcept {
  using namespace std::chrono_literals;
  if (begin < 10min) return 1s;
  return begin < 2h ? Instant(10s) : Instant(60s);
}

}  // namespace rushhour::latency
