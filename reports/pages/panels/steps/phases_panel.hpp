#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

std::optional<Panel> phases_panel(const Material& material);

}  // namespace rushhour::pages
