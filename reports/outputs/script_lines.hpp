#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::outputs {

// Where in the script something stands, for what shows it there.

/// "scenarios/lunch_rush.lua": the script as the command line named it, by which pages of a repository find it; else its name alone. Empty
/// of a run without a script.
std::string script_path(const runs::RunRecord& record);

/// Bytes of a kept script that are searched.
inline constexpr std::size_t longest_script = 4 << 20;

/// The line, from 1, on which the expression of a threshold stands behind its metric; nothing if the script computes it.
std::optional<std::size_t> threshold_line(std::string_view script, const verdicts::Threshold& threshold);

/// The line that the message names of which the run ended, as in "setup() failed: lunch.lua:4: no city".
std::optional<std::size_t> ending_line(const runs::RunRecord& record);

}  // namespace rushhour::outputs
