#pragma once

#include <cstddef>
#include <string>

#include "reports/runs/run_record.hpp"

namespace rushhour::pages {

inline constexpr std::size_t longest_script = 64 << 10;  ///< bytes; of a longer one the beginning is given

/// The copy of the script that the run directory holds; empty if there is none, or if the record was not read from a directory. Only its
/// name is taken from run.json: a record from elsewhere must not make us show another file of this machine.
std::string kept_script(const runs::RunRecord& record);

}  // namespace rushhour::pages
