#pragma once

#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// Under the verdict: why. Empty for a run that passed. Plain text; names in it are harmless but not escaped.
std::vector<std::string> verdict_reasons(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// What a threshold that was not kept came to, in a sentence.
std::string broken_words(const verdicts::ThresholdResult& result);

}  // namespace rushhour::pages
