#pragma once

#include <cstddef>
#include <string>

#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// The copy of the script that the run directory holds, its first `most` bytes; empty if there is none, or if the record was not read from
/// a directory. Only its name is taken from run.json, and no link is followed: a record from elsewhere must not make us show another file
/// of this machine.
std::string kept_script(const RunRecord& record, std::size_t most);

}  // namespace rushhour::runs
