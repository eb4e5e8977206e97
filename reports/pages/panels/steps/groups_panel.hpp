#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// How long groups took, and the requests made in them.
std::optional<Panel> groups_panel(const Material& material);

}  // namespace rushhour::pages
