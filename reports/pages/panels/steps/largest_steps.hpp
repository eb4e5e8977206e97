#pragma once

#include <cstddef>
#include <vector>

#include "reports/runs/summary.hpp"

namespace rushhour::pages {

inline constexpr std::size_t most_steps_inside = 50;  ///< of a stage, a group or a tag's value

/// `steps` if there are no more than `most`; else those with the most requests, in the order in which they stood, and behind them a step
/// "(other)" with the sum of the rest.
std::vector<runs::StepFigures> largest_steps(const std::vector<runs::StepFigures>& steps, std::size_t most = most_steps_inside);

}  // namespace rushhour::pages
