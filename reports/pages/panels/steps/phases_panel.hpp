#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Where the time of requests went, by phase and part of Server-Timing, and the slowest of them one by one. Nothing if the record tells of
/// neither.
std::optional<Panel> phases_panel(const Material& material);

}  // namespace rushhour::pages
