#pragma once

#include <string>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// report.html: one self-contained file, a pure function of the record, so `rushhour report` gives the bytes that the run itself gave.
std::string report_page(const Material& material);

}  // namespace rushhour::pages
