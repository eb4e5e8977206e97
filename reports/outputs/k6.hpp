#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// The summary that k6 hands to handleSummary() at the end of a test, which most tools around k6 read: a JSON object of metrics,
/// root_group, options and state.
std::string k6_summary(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
