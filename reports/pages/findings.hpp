#pragma once

#include <string>
#include <vector>

#include "reports/pages/timeline.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// One sentence or two above each panel: what a hurried reader should take from it. Plain text; names in it are harmless but not escaped.
std::string trust_finding(const verdicts::Conclusion& conclusion);
std::string thresholds_finding(const verdicts::Conclusion& conclusion);
std::string rates_finding(const verdicts::Conclusion& conclusion, const std::vector<RatePoint>& rates);
std::string latency_finding(const LatencyTimeline& timeline);
std::string spectrum_finding(const verdicts::Conclusion& conclusion);
std::string steps_finding(const verdicts::Conclusion& conclusion);
std::string errors_finding(const verdicts::Conclusion& conclusion);

/// Under the verdict: why. Empty for a run that passed.
std::vector<std::string> verdict_reasons(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// "0:31", "1:02:05": an instant of the run.
std::string instant_text(Instant at);

}  // namespace rushhour::pages
