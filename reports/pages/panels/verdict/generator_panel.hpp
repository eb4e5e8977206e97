#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// How the load generator itself fared over time: whether it, and not the target, set a limit.
std::optional<Panel> generator_panel(const Material& material);

}  // namespace rushhour::pages
