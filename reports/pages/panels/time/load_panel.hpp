#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What was asked for and what was done, per second.
std::optional<Panel> load_panel(const Material& material);

}  // namespace rushhour::pages
