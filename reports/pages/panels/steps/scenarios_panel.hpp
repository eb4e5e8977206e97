#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What each scenario did, and how long its iterations took.
std::optional<Panel> scenarios_panel(const Material& material);

}  // namespace rushhour::pages
