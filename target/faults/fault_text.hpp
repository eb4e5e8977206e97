#pragma once

#include <span>
#include <string>

#include "target/faults/fault.hpp"

namespace rushhour::faults {

/// A fault as it is told: the members that read_fault reads, with "id", and "text" in words. Instants are RFC 3339, durations seconds;
/// "end" is null if none is known.
std::string fault_json(const Fault& fault, WallTime wall_at_zero);

/// {"faults": [...]}, in the order in which they came.
std::string faults_json(std::span<const Fault> faults, WallTime wall_at_zero);

}  // namespace rushhour::faults
