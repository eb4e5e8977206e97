#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// The stretches of a ramp, one by one.
std::optional<Panel> stages_panel(const Material& material);

}  // namespace rushhour::pages
