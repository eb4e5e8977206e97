#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

/// A line of a drawn spectrum.
struct SpectrumLine {
  std::string id;  ///< "response": where script finds it
  const runs::Latency* latency;
};

/// The lines as script draws them, times in ns, up to x = `end`: under its id each line, and under id + "_at_least" its points that are
/// lower bounds. Nothing beyond the support of each sample.
nlohmann::json spectrum_json(const std::vector<SpectrumLine>& lines, double end);

}  // namespace rushhour::pages
