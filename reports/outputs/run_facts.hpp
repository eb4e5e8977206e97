#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

// What several outputs say of a run, in the same words. Names are harmless (plain_text.hpp), but not escaped.

/// "lunch_rush": the script's file without folder and ending; of a run without a script the run's own name.
std::string scenario_stem(const runs::RunRecord& record);

/// "valid", "invalid", or "unknown" of an imported run.
std::string_view measurement_word(const verdicts::Conclusion& conclusion) noexcept;

/// Whether the measurement is invalid and makes the run's verdict, so that what its thresholds came to says nothing.
bool measurement_decides(const verdicts::Conclusion& conclusion) noexcept;

/// What kept the run from coming to its end as planned, sentences with a few words first ("interrupted"); empty if nothing did.
std::vector<std::string> ending_troubles(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// "p(99) < 250ms over 10s": what a threshold asks of its metric.
std::string threshold_expression(const verdicts::ThresholdResult& result);

/// "response_time{step:pay}: p(99) < 250ms over 10s": a threshold as one line.
std::string threshold_name(const verdicts::ThresholdResult& result);

/// "p(99) was 1.42s, the limit is < 250ms, first at 00:31": what it came to.
std::string threshold_words(const verdicts::ThresholdResult& result);

/// What was counted under `key` in all ticks.
std::uint64_t ticks_sum(const runs::RunRecord& record, const char* key);

/// By count, most first; beyond `most` names the rest is one "(other)".
using Counted = std::vector<std::pair<std::string, std::uint64_t>>;
Counted most_first(const std::map<std::string, std::uint64_t>& counts, std::size_t most);

}  // namespace rushhour::outputs
