#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Where and with what the run was made, and how to make it again.
std::optional<Panel> environment_panel(const Material& material);

}  // namespace rushhour::pages
