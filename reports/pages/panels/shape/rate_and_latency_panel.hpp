#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// p99 against the rate at which requests were answered. Nothing if the rate is much the same all along, or too few stretches carry a p99.
std::optional<Panel> rate_and_latency_panel(const Material& material);

}  // namespace rushhour::pages
