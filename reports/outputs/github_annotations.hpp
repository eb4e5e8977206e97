#pragma once

#include <string>
#include <string_view>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// What is wrong with a run as GitHub Actions' workflow commands, one a line ("::error file=...,line=...,title=...::..."): at most ten, as
/// many as GitHub shows of a step. A threshold's stands at its line of `script`, the text of the scenario (empty if it is not known), and
/// what ended the run at the line that its message names.
std::string github_annotations(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, std::string_view script);

}  // namespace rushhour::outputs
