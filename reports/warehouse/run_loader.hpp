#pragma once

#include <cstdint>

#include "reports/runs/run_record.hpp"
#include "reports/warehouse/duckdb_session.hpp"

namespace rushhour::warehouse {

/// Puts a run as it came into bronze.runs, bronze.ticks and bronze.histograms, as the file of that number. Intervals of equal begin become
/// one. Gives the number of histograms.
std::uint64_t load_run(Session& session, const runs::RunRecord& record, std::int64_t file_id);

}  // namespace rushhour::warehouse
