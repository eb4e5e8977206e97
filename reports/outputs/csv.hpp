#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// The run over time as CSV (RFC 4180), one row an interval, step and outcome, and the whole run behind them (docs/formats.md). Names are
/// harmless, and none is a formula to a spreadsheet.
std::string csv_rows(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
