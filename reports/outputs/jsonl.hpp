#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// The rows of csv= as JSON, an object a line; names are as the run has them.
std::string json_lines(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
