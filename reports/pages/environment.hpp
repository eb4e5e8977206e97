#pragma once

#include <string>

#include "reports/runs/run_record.hpp"

namespace rushhour::pages {

/// What one needs to run this again and to know whether two runs compare: versions, host, script, seed, the plan, each setting and where it
/// came from. Finished HTML.
std::string environment_panel(const runs::RunRecord& record);

/// The command that runs the same load again, quoted for a shell.
std::string command_again(const runs::RunRecord& record);

}  // namespace rushhour::pages
