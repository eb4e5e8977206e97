#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// What a tool that keeps no samples says of a step itself.
struct StatedStep {
  std::string scenario, step;
  std::uint64_t count = 0, errors = 0;
  std::vector<std::pair<std::string, double>> times_ns;  ///< "p50", "max", "mean", in the tool's order
};

/// Where an imported run comes from ("imported" in run.json). Nothing is known of the generator that made it.
struct Imported {
  std::string tool;              ///< "k6"
  std::string meaning;           ///< what its times are, in words
  std::string stated_precision;  ///< how the figures of `stated` are rounded, a sentence
  std::vector<StatedStep> stated;
};

/// Nothing of a run of our own. Throws UserError as summarise() does.
std::optional<Imported> imported(const RunRecord& record);

}  // namespace rushhour::runs
