#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// The requests by the values of series tags.
std::optional<Panel> tags_panel(const Material& material);

}  // namespace rushhour::pages
