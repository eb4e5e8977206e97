#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// The requests by name, with their latencies.
std::optional<Panel> steps_panel(const Material& material);

}  // namespace rushhour::pages
