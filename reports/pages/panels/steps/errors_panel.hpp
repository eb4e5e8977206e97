#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What failed, by kind, and what the script checked.
std::optional<Panel> errors_panel(const Material& material);

}  // namespace rushhour::pages
