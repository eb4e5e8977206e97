#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// How the terminal at hand wants its text.
struct TerminalStyle {
  bool colour = false;  ///< off when NO_COLOR is set, TERM is dumb or the stream is no terminal
};

/// The block that ends a run: thresholds, load, latency per step, errors, trust, where the report is (docs/architecture.md).
std::string terminal_summary(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, TerminalStyle style);

/// Its last part: whether the measurement can be trusted and why not, warnings, the verdict.
std::string trust_block(const verdicts::Conclusion& conclusion, TerminalStyle style);

}  // namespace rushhour::pages
