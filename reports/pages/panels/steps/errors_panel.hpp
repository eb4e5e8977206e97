#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What failed, by kind and over time, and where in the script iterations failed.
std::optional<Panel> errors_panel(const Material& material);

}  // namespace rushhour::pages
