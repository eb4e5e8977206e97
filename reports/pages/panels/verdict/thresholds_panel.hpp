#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What the scenario promised, and what came of it.
std::optional<Panel> thresholds_panel(const Material& material);

}  // namespace rushhour::pages
