#pragma once

#include <cstddef>
#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// No summary is longer, whatever the run has.
inline constexpr std::size_t summary_bytes_max = 64 * 1024 - 1;

/// The run as the summary of a step of GitHub Actions, in Markdown: verdict, thresholds, steps, errors, trust, where the report is. What is
/// left out for the bound is counted in a sentence. Names stand in tables of HTML, where nothing in them is Markdown, a mention or a link.
std::string github_summary(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
