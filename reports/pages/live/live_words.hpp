#pragma once

#include <nlohmann/json.hpp>

#include "reports/pages/live/growing_record.hpp"

namespace rushhour::pages {

/// What the top of the live page says every second: {state, look, words, reasons, strip}. `state` is "running" or "over"; `look` the
/// banner's class; `strip` the last second's figures, each {title, value, below}. Texts are plain.

/// While the run goes on. `said`: the conclusion that was drawn last, which may be older than the record; null before the first.
nlohmann::json running_words(const GrowingRecord& live, const verdicts::Conclusion* said);

/// When it is over, from its directory; the strip has had its time.
nlohmann::json final_words(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// The live page before its first word. `meta`: run.json as it stands.
std::string live_page(const nlohmann::json& meta);

}  // namespace rushhour::pages
