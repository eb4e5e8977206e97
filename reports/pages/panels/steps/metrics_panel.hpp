#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// The script's own metrics.
std::optional<Panel> metrics_panel(const Material& material);

}  // namespace rushhour::pages
