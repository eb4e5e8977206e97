#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/runs/summary.hpp"

namespace rushhour::runs {

/// Figures as run.json has them (docs/formats.md). `percentiles` (95, 99.5) are written besides the usual ones.
nlohmann::json json_of(const Latency& latency, std::span<const double> percentiles);

/// With scenario and step where it is one, without for the sum of several.
nlohmann::json json_of(const StepFigures& step, std::span<const double> percentiles);
nlohmann::json json_of(const std::vector<StepFigures>& steps, std::span<const double> percentiles);

nlohmann::json json_of(const LoadFigures& load);
nlohmann::json json_of(const IterationTimes& times);
nlohmann::json json_of(const std::map<std::string, std::uint64_t>& errors);  ///< most first
nlohmann::json json_of(const std::map<std::string, CheckFigures>& checks);

/// Count, mean, usual percentiles and maximum of lengths that have no lower bounds; each divided by `unit`.
nlohmann::json json_of_lengths(const latency::Histogram& histogram, double unit = 1);

}  // namespace rushhour::runs
