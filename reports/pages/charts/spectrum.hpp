#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// A latency's percentiles from the median of few to the rarest that its sample supports, at x = 1/(1-q): 2 is p50, 10 p90, 1000 p99.9.
struct SpectrumPoint {
  double x = 1;
  std::optional<std::int64_t> ns;  ///< nothing beyond the support of the sample
  bool at_least = false;           ///< a lower bound
};

/// Sixteen points a decade and the round percentiles exactly, up to x = `x_max`.
std::vector<SpectrumPoint> spectrum(const runs::Latency& latency, double x_max);

/// The largest x that one of the totals' two latencies supports; 0 if neither supports a median.
double spectrum_end(const runs::Summary& summary);

/// Both latencies of the totals as script draws them, times in ns: points that are lower bounds apart, and nothing beyond the support of
/// the sample.
nlohmann::json spectrum_json(const runs::Summary& summary);

}  // namespace rushhour::pages
