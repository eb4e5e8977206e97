#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// How many requests took how long, good and failed apart. Nothing if no request was timed after the warm-up.
std::optional<Panel> distribution_panel(const Material& material);

}  // namespace rushhour::pages
