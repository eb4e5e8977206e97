#pragma once

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::runs {

/// Fills in what a summary says of scenarios, groups, tags, stages and failures in the script, all in the main phase but the load and the
/// failures, which are of the whole run. REQUIRES: lengths of `summary` are known. Throws UserError as summarise() does.
void break_down(const RunRecord& record, Summary& summary);

/// Whether the record counted the iterations of the stage's scenario; else nothing is known of its load.
bool is_counted(const Summary& summary, const StageFigures& stage);

}  // namespace rushhour::runs
