#pragma once

#include <string>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// The verdict as JUnit XML: one suite, whose cases are whether the run reached its end, whether the measurement is valid, each threshold
/// and each check. A threshold that was crossed is a failure, one without a figure an error; those of an invalid measurement are skipped,
/// for nothing follows from them. What is wrong stands in `message` and in the body, since viewers show the one or the other.
std::string junit_xml(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

}  // namespace rushhour::outputs
