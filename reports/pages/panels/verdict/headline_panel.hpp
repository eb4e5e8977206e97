#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// The few figures of a run that are quoted.
std::optional<Panel> headline_panel(const Material& material);

}  // namespace rushhour::pages
