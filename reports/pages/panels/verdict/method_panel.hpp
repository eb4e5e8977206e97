#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What the words of a report mean, in plain words.
std::optional<Panel> method_panel(const Material& material);

}  // namespace rushhour::pages
