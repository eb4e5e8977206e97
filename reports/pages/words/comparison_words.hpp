#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// Words for a run beside another one, its baseline. None of them judges: one run each cannot tell a change from chance.

/// Why differences between the two may not be the target's: another script, target, plan or machine, a measurement that is not valid. Each
/// a sentence; none if nothing of the kind is known.
std::vector<std::string> comparison_warnings(const runs::RunRecord& record, const verdicts::Conclusion& conclusion,
                                             const runs::RunRecord& baseline_record, const verdicts::Conclusion& baseline);

/// "1.42 x, 34.0ms longer", "0.81 x, 1.20ms shorter", "the same" of what lies within a histogram's precision; "-" if one of them is
/// nothing.
std::string difference_text(std::optional<std::int64_t> ns, std::optional<std::int64_t> baseline_ns);

/// "1.42 x" of two rates or counts; "-" if one of them is zero.
std::string ratio_text(double value, double baseline);

}  // namespace rushhour::pages
