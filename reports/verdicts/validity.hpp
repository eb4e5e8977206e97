#pragma once

#include <string>
#include <vector>

#include "reports/runs/summary.hpp"

namespace rushhour::verdicts {

/// Whether the measurement itself can be trusted, before anything is said of the target (docs/measurement.md).
struct Validity {
  bool valid = true;
  std::vector<std::string> reasons;   ///< why not, each a sentence with its figures
  std::vector<std::string> warnings;  ///< what does not make it invalid: "users exhausted", failed checks without a threshold
};

Validity judge_measurement(const runs::RunRecord& record, const runs::Summary& summary);

}  // namespace rushhour::verdicts
