#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/load/plan.hpp"
#include "sim/load/record/tick.hpp"

namespace rushhour::load {

/// The line of counters.jsonl for a tick that ended at `at` (docs/formats.md).
nlohmann::json tick_line(Instant at, const Tick& tick, const Plan& plan);

}  // namespace rushhour::load
