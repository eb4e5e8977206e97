#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Requests by time and latency, coloured by their number. Nothing if no request was timed.
std::optional<Panel> heat_map_panel(const Material& material);

}  // namespace rushhour::pages
