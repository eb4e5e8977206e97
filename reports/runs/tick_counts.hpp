#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::runs {

/// Adds what one tick, or one scenario in it, counted. Throw UserError as summarise() does.
void count_iterations(const RunRecord& record, const nlohmann::json& tick, LoadFigures& load);
void count_errors(const RunRecord& record, const nlohmann::json& tick, std::map<std::string, std::uint64_t>& errors);
void count_checks(const RunRecord& record, const nlohmann::json& tick, std::map<std::string, CheckFigures>& checks);

/// Whether something other than its plan ended the run.
bool was_cut_short(const RunRecord& record);

/// Iterations per second: a run that its plan did not end is measured by what there was of it; one that ended as planned, by the plan.
void rate_load(LoadFigures& load, Instant planned, Instant actual, bool cut_short);

}  // namespace rushhour::runs
