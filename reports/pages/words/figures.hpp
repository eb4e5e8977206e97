#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/runs/imported.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// A percentile (0 to 100; 100 is the maximum) for people: "112ms", "> 1.42s" for a lower bound, "-" where the sample does not support it.
std::string percentile_text(const runs::Latency& latency, double percentile);

/// A time in nanoseconds with its fraction, for people.
std::string time_text(double ns);

/// A length or a limit as a person would have written it: "1s", "99.9 %", where a measured figure says "1.00s", "99.90 %".
std::string without_zeros(std::string figure);

/// "0.33 %" of `of`, or "-" of none.
std::string share_text(std::uint64_t count, std::uint64_t of);

/// "812 B", "1.42 MB" (a million): three significant digits.
std::string size_text(double bytes);

/// "1 request", "2 requests", "11,200 requests".
std::string counted(std::uint64_t n, std::string_view one, std::string_view many);

/// The step's name as a table shows it: with its scenario before it only if the run has several. Harmless.
std::string step_label(const runs::Summary& summary, const runs::StepFigures& step);

/// What a threshold came to, for people: the limit "< 250ms", the observed figure "112ms", "> 1.42s" or "-", the margin "55 %" or "-", a
/// note: why there is no verdict, or nothing; and how it was judged if not on the run as a whole: "over 10s for 30s", and when it was first
/// crossed: "first at 00:31". `remark` is all of these.
struct ThresholdWords {
  std::string state, limit, observed, margin, note, window, first, remark;
};
ThresholdWords words_of(const verdicts::ThresholdResult& result);

/// The names of the figures that a tool states of its steps: the shortest time, the mean, percentiles as they rise, the longest.
std::vector<std::string> stated_names(const std::vector<runs::StatedStep>& stated);

/// A step's stated figure of that name, or "-".
std::string stated_text(const runs::StatedStep& step, const std::string& name);

/// The text at `pointer` in run.json, harmless; numbers and flags as JSON writes them, empty if there is nothing there.
std::string fact(const nlohmann::json& meta, const char* pointer);

/// "lunch_rush.lua": the script's file without its folder.
std::string script_name(const nlohmann::json& meta);

/// The whole number at `pointer` in run.json, or zero.
std::int64_t number_fact(const nlohmann::json& meta, const char* pointer);

/// The verdict in a few words: "passed", "failed: 1 of 3 thresholds", "invalid measurement", "interrupted".
std::string verdict_words(const verdicts::Conclusion& conclusion);

/// "1m10s, of which 5s warm-up"; of a run that did not reach the end of its plan "12.4s of 1m10s".
std::string length_words(const verdicts::Conclusion& conclusion);

}  // namespace rushhour::pages
