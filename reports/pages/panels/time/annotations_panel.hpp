#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What the target told of itself while the run went on.
std::optional<Panel> annotations_panel(const Material& material);

}  // namespace rushhour::pages
