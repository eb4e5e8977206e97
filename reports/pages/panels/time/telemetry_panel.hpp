#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What was scraped beside the load, on the run's axis: CPU, memory, what waits, counters as rates (docs/panels/telemetry.md). Nothing
/// where nothing was scraped.
std::optional<Panel> telemetry_panel(const Material& material);

}  // namespace rushhour::pages
