#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// report.html: one self-contained file, a pure function of the record, so `rushhour report` gives the bytes that the run itself gave.
std::string report_page(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::pages
