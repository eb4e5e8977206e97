#include "reports/pages/panels/verdict/thresholds_panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using verdicts::ThresholdResult;
using Cell = HtmlTable::Cell;

std::string thresholds_finding(const Conclusion& conclusion) {
  if (conclusion.thresholds.empty()) return "The scenario states no thresholds, so nothing here passes or fails.";
  const auto worst = std::find_if(conclusion.thresholds.begin(), conclusion.thresholds.end(),
                                  [](const ThresholdResult& result) { return !result.passed(); });
  if (worst == conclusion.thresholds.end())
    return conclusion.thresholds.size() == 1 ? "The one threshold was kept."
                                             : fmt::format("All {} thresholds were kept.", conclusion.thresholds.size());
  return broken_words(*worst);
}

// A limit of zero has no length that anything could be drawn beside.
Cell beside_limit(const ThresholdResult& result, const ThresholdWords& words) {
  Cell cell("");
  if (!result.has_figure() || !(result.threshold.limit > 0)) return {"-"};
  cell.value = fmt::format("{}", result.observed / result.threshold.limit);
  cell.drawing = limit_bar(result.observed / result.threshold.limit, result.passed(),
                           fmt::format("observed {}, where the limit, the line in the middle, is {}", words.observed, words.limit));
  return cell;
}

std::string thresholds_table(const Conclusion& conclusion) {
  if (conclusion.thresholds.empty()) return {};
  HtmlTable table("What was observed beside each limit", {{"metric", false},
                                                          {"verdict", false},
                                                          {"figure", false},
                                                          {"limit"},
                                                          {"observed"},
                                                          {"margin"},
                                                          {"samples"},
                                                          {"judged", false},
                                                          {"observed beside limit", false}});
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
    const ThresholdWords words = words_of(result);
    Cell state(result.passed() ? "✓ kept" : words.note.empty() ? "✕ broken" : "✕ " + words.note);
    state.tone = result.passed() ? "good" : "bad";
    Cell observed(words.observed);
    if (result.has_figure()) observed.value = fmt::format("{}", result.observed);
    table.add({clip(harmless(result.threshold.metric), longest_name), state, verdicts::aggregate_name(result.threshold), words.limit,
               observed, words.margin, counted_cell(result.samples),
               (words.window.empty() ? "on the whole" : words.window) + (words.first.empty() ? "" : ", " + words.first),
               beside_limit(result, words)});
  }
  return table.sortable().html("thresholds-table");
}

}  // namespace

std::optional<Panel> thresholds_panel(const Material& material) {
  Panel panel{.id = "thresholds", .title = "Thresholds", .finding = thresholds_finding(material.conclusion)};
  panel.body = thresholds_table(material.conclusion);
  return panel;
}

}  // namespace rushhour::pages
