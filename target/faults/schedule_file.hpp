#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "target/faults/read_fault.hpp"

namespace rushhour::faults {

/// The faults of a schedule file, {"faults": [{"kind": "stall", "after": "10s", "for": "5s"}, ...]}, `faults_max` at most. Throws UserError
/// (exit code 2) that names the file, the place in it and what to do: line and column of what is no JSON, "faults[2].for" of what is wrong.
std::vector<Fault> read_schedule(const std::filesystem::path& file, const Reading& reading);

/// As read_schedule, with the text that stands in `file`.
std::vector<Fault> read_schedule_text(std::string_view text, std::string_view file, const Reading& reading);

}  // namespace rushhour::faults
