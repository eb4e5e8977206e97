#pragma once

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// Orders, revenue, fulfilment and cancellations per second, and what the slow stretches went together with (docs/panels/business.md).
/// Nothing where no business is known.
std::optional<Panel> business_panel(const Material& material);

}  // namespace rushhour::pages
