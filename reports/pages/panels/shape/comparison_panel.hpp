#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// The run beside its baseline: described, not judged. Nothing without a baseline.
std::optional<Panel> comparison_panel(const Material& material);

}  // namespace rushhour::pages
