#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What the script checked, and when it did not hold. Nothing if it checked nothing.
std::optional<Panel> checks_panel(const Material& material);

}  // namespace rushhour::pages
