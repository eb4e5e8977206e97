#pragma once

#include <nlohmann/json.hpp>

#include "sim/commands/settings/run_settings.hpp"
#include "sim/script/host.hpp"

namespace rushhour::sim {

/// What `run --print-config` prints: each value as it would be played, {"value", "source"}, where the source is flag, environment, script
/// or default. `host`: the script's. Lengths of time are seconds, rates a second, so that a script may say them as they stand. Throws what
/// reading the plan throws.
nlohmann::json shown_config(const RunSettings& settings, script::Host& host);

}  // namespace rushhour::sim
