#pragma once

#include <string>

#include "reports/pages/panel.hpp"
#include "reports/pages/terminal/terminal_style.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// The block that ends a run: thresholds, load, latency per step, errors, trust, where the report is (docs/architecture.md). With bars of
/// rate and latency over the run where the locale is UTF-8, in ASCII alone where it is not. Its width is that of its figures.
std::string terminal_summary(const Material& material, const TerminalStyle& style);

/// Its last part: whether the measurement can be trusted and why not, warnings, the verdict.
std::string trust_block(const verdicts::Conclusion& conclusion, const TerminalStyle& style);

}  // namespace rushhour::pages
