#pragma once

#include <string>

#include "reports/runs/run_record.hpp"

namespace rushhour::pages {

/// The slowest requests of the run, the slowest first, at most fifty: when each was due, its times, how it ended and its trace. Empty where
/// the record has none.
std::string slowest_table(const runs::RunRecord& record, bool several_scenarios);

}  // namespace rushhour::pages
