#pragma once

#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

/// One thing that a reader should know before believing the figures.
struct TrustItem {
  enum class Mark { good, warning, bad } mark = Mark::good;
  std::string title;  ///< "send lag"
  std::string value;  ///< "p99 0.21ms"
  std::string words;  ///< what that means, one sentence
};

/// Whether the load was the one that was asked for, and whether the generator kept up. Marks agree with the verdict's rules: an item is bad
/// only if its rule made the measurement invalid.
std::vector<TrustItem> trust_items(const runs::RunRecord& record, const verdicts::Conclusion& conclusion);

/// The same in a line for the terminal: "send lag p99 412us, generator cpu 41 % max, schedule reached".
std::string trust_line(const verdicts::Conclusion& conclusion);

}  // namespace rushhour::pages
