#pragma once

#include <span>

#include <nlohmann/json.hpp>

#include "reports/runs/summary.hpp"

namespace rushhour::runs {

/// Adds the keys scenarios, groups, tagged, stages, metrics, script_errors and rejections of run.json (docs/formats.md).
void add_breakdown(nlohmann::json& written, const Summary& summary, std::span<const double> percentiles);

}  // namespace rushhour::runs
