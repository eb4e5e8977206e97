#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/pages/timeline.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// The parts of report.html that need no script. Each returns finished HTML in which every name is escaped.
std::string facts_panel(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);
std::string headline_panel(const verdicts::Conclusion& conclusion);
std::string trust_panel(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);
std::string thresholds_panel(const verdicts::Conclusion& conclusion);
std::string rates_table(const std::vector<RatePoint>& rates);
std::string latency_table(const LatencyTimeline& timeline, std::string_view name);  ///< `name`: "Response time"
std::string spectrum_table(const verdicts::Conclusion& conclusion);
std::string stated_panel(const runs::RunRecord& record);  ///< what a tool without samples says itself; empty of others
std::string steps_panel(const verdicts::Conclusion& conclusion);
std::string errors_panel(const verdicts::Conclusion& conclusion);

/// Paragraphs, one a sentence; nothing if there is none.
std::string paragraphs(const std::vector<std::string>& sentences, std::string_view css_class);

}  // namespace rushhour::pages
