#pragma once

#include "reports/runs/run_record.hpp"
#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::warehouse {

/// Puts a run as it came into bronze.runs, bronze.ticks and bronze.histograms. Intervals of equal begin become one.
void load_run(Session& session, const runs::RunRecord& record);

}  // namespace rushhour::warehouse
