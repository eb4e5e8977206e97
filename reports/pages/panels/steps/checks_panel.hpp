#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

std::optional<Panel> checks_panel(const Material& material);

}  // namespace rushhour::pages
