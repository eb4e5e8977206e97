#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// GitLab's report load_performance: the summary of k6's --summary-export, of which a merge request shows checks, the requests' rate and
/// the time to the first byte.
std::string gitlab_load_performance(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// GitLab's report metrics: OpenMetrics of the few figures that one compares between two branches, of three digits, because a merge request
/// shows each that is another text than before. Steps beyond 50 are left out.
std::string gitlab_metrics(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
