#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Percentiles from the median of few to the rarest that the sample supports: both latencies, and the baseline's headline latency.
std::optional<Panel> spectrum_panel(const Material& material);

}  // namespace rushhour::pages
