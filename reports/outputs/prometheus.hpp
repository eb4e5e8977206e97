#pragma once

#include <string>

#include "reports/outputs/exposition.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// What a run came to, as metrics (docs/outputs.md lists them): counters, gauges, and the two latencies as histograms and as percentiles.
/// Steps beyond 500 are one, "(other)", as are errors beyond 50 classes. Of a record that still grows it is what there is so far.
std::string prometheus_text(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, Format format);

}  // namespace rushhour::outputs
