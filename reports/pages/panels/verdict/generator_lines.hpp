#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

struct GeneratorSeries {
  std::string name;                           ///< "worker 1", "p99"
  std::vector<std::optional<double>> values;  ///< one a point
};

/// One thing that the generator tells of itself over time.
struct GeneratorLine {
  std::string title;            ///< "CPU"
  std::string unit;             ///< "share", "ns", "bytes" or "" for a number
  std::optional<double> limit;  ///< in the same unit
  std::vector<double> begins_s, lengths_s;
  std::vector<GeneratorSeries> series;
};

/// What there is: a record from another system, or of a run without scripts, tells less. At most 200 points each, of which one holds the
/// greatest of what it stands for.
std::vector<GeneratorLine> generator_lines(const Material& material);

/// A value of that unit for people.
std::string amount_text(const std::string& unit, double value);

}  // namespace rushhour::pages
