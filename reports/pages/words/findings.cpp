#include "reports/pages/words/findings.hpp"

#include <fmt/format.h>

#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {

using verdicts::Conclusion;
using verdicts::ThresholdResult;

std::string broken_words(const ThresholdResult& result) {
  const ThresholdWords words = words_of(result);
  const std::string name = fmt::format("{} of {}{}", verdicts::aggregate_name(result.threshold),
                                       clip(harmless(result.threshold.metric), 80), words.window.empty() ? "" : " " + words.window);
  if (!result.has_figure()) return fmt::format("{} could not be judged: {}.", name, words.note);
  if (!words.note.empty()) return fmt::format("{} was {}; the limit is {}, and {}.", name, words.observed, words.limit, words.note);
  return fmt::format("{} was {}{}; the limit is {}.", name, words.observed,
                     words.first.empty() ? "" : fmt::format(", crossed {}", words.first), words.limit);
}

std::vector<std::string> verdict_reasons(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::vector<std::string> reasons;
  const verdicts::Ending ending = verdicts::ending_of(record);
  if (ending == verdicts::Ending::interrupt || ending == verdicts::Ending::steered)
    reasons.emplace_back("Someone stopped the run before its end.");
  if (ending == verdicts::Ending::unfinished && !record.running)
    reasons.emplace_back("The process ended without a word, so the figures end with the last line that was written.");
  if (ending == verdicts::Ending::abort) reasons.emplace_back("The script itself asked to stop.");
  if (ending == verdicts::Ending::threshold) reasons.emplace_back("A threshold that was crossed ended the run early.");
  if (ending == verdicts::Ending::script) reasons.emplace_back("The script failed, so there is little or no load to speak of.");
  for (const std::string& reason : conclusion.validity.reasons) reasons.push_back(harmless(reason));
  for (const ThresholdResult& result : conclusion.thresholds)
    if (!result.passed() && reasons.size() < 5) reasons.push_back(broken_words(result));
  return reasons;
}

}  // namespace rushhour::pages
