#pragma once

#include <nlohmann/json.hpp>

#include "reports/foundation/instant.hpp"
#include "sim/commands/run_settings.hpp"
#include "sim/load/plan.hpp"
#include "sim/script/source.hpp"

namespace rushhour::sim {

/// run.json as it stands when a run starts (docs/formats.md).
nlohmann::json run_meta(const RunSettings& settings, const script::Source& source, const load::Plan& plan, const std::string& name,
                        const std::string& target, WallTime started);

/// "2026-11-21T06:30:00.123Z".
std::string iso_time(WallTime t);

}  // namespace rushhour::sim
