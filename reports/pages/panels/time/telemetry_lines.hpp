#pragma once

#include <string>
#include <vector>

#include "reports/runs/beside/telemetry.hpp"

namespace rushhour::pages {

/// One line of a telemetry chart: a value for each instant of `at`, NaN for none.
struct TelemetryLine {
  std::string label;  ///< harmless
  std::vector<Instant> at;
  std::vector<double> values;
};

/// The lines that share an axis.
struct TelemetryChart {
  std::string title;  ///< "CPU"
  std::string unit;   ///< "cores", "MB", "" for numbers, "/s" for rates
  std::vector<TelemetryLine> lines;
};

/// What telemetry is drawn as: CPU time in cores, memory in megabytes, what waits or is under way, and the counters that grew most as rates
/// (series of one name added up). Charts without a line are left out; a process that is watched in two ways is drawn once.
std::vector<TelemetryChart> telemetry_charts(const runs::Telemetry& telemetry);

}  // namespace rushhour::pages
