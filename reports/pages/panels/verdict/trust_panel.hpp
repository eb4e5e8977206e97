#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Whether the measurement can be trusted: offered against achieved, lateness, CPU, each worded.
std::optional<Panel> trust_panel(const Material& material);

}  // namespace rushhour::pages
