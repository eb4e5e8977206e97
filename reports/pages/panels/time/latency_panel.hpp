#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Percentiles over time, on a log axis.
std::optional<Panel> latency_panel(const Material& material);

}  // namespace rushhour::pages
