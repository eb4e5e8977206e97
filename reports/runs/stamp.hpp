#pragma once

#include <cstdint>

#include "reports/foundation/instant.hpp"

namespace rushhour::runs {

/// The wall time, for the one stamp that a run directory bears.
WallTime wall_stamp() noexcept;

/// A seed for a run that was given none, from the system's own randomness; at most nine digits, so that it can be read out and typed.
std::uint64_t fresh_seed();

}  // namespace rushhour::runs
