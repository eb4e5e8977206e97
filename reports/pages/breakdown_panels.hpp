#pragma once

#include <string>

#include "reports/runs/annotations.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// The sections of report.html that a run has only if its scenario makes use of them: scenarios with their iterations, groups, stages,
/// series tags, the script's own metrics. Each with its title, a finding in words and a table; finished HTML.
std::string breakdown_sections(const verdicts::Conclusion& conclusion);

/// The same for what the target told of itself while the run went on; empty if it told nothing.
std::string annotations_section(const runs::Annotations& annotations);

/// What failed in the script and what it rejected, line by line; empty where nothing did.
std::string failures_tables(const runs::Summary& summary);

}  // namespace rushhour::pages
