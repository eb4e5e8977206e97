#include "reports/pages/panels/steps/errors_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

std::string errors_finding(const Conclusion& conclusion) {
  const runs::StepFigures& totals = conclusion.summary.totals;
  const auto& errors = conclusion.summary.errors;
  if (!conclusion.validity.judged && totals.count == 0) {
    std::uint64_t all = 0;
    for (const auto& [name, n] : errors) all += n;
    return all == 0 ? "No error was recorded." : fmt::format("{} recorded.", counted(all, "error was", "errors were"));
  }
  if (totals.errors == 0 && errors.empty()) return fmt::format("None of {} failed.", counted(totals.count, "request", "requests"));
  std::string out = fmt::format("{} of {} failed ({})", format_count(totals.errors), counted(totals.count, "request", "requests"),
                                share_text(totals.errors, totals.count));
  const auto most = std::max_element(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != errors.end()) out += fmt::format(", most often by {}", clip(harmless(most->first), 60));
  return out + ".";
}

std::string checks_table(const runs::Summary& summary) {
  HtmlTable table("Checks", {{"check", false}, {"passed"}, {"failed"}, {"share passed"}});
  for (const auto& [name, figures] : summary.checks) {
    const Cell failed = counted_cell(figures.fails, figures.fails > 0 ? "bad" : "");
    table.add({clip(harmless(name), longest_name), counted_cell(figures.passes), failed,
               share_text(figures.passes, figures.passes + figures.fails)});
  }
  return table.size() == 0 ? std::string() : table.html("checks-table");
}

std::string failures_table(const char* caption, const char* id, const std::vector<runs::FailureFigures>& failures) {
  if (failures.empty()) return {};
  HtmlTable table(caption, {{"place", false}, {"scenario", false}, {"iterations"}, {"the first said", false}});
  for (const runs::FailureFigures& failure : failures)
    table.add({name_cell(failure.where), clip(harmless(failure.scenario), longest_name), counted_cell(failure.count),
               clip(harmless(failure.message), longest_name)});
  return table.html(id);
}

std::string tables(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  std::vector<std::pair<std::string, std::uint64_t>> classes(summary.errors.begin(), summary.errors.end());
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::uint64_t all = 0;
  for (const auto& [name, count] : classes) all += count;
  HtmlTable table("Errors by kind", {{"error", false}, {"count"}, {"share of errors"}});
  for (const auto& [name, count] : classes) table.add({clip(harmless(name), longest_name), counted_cell(count), share_text(count, all)});
  return (classes.empty() ? std::string() : table.html("errors-table")) + checks_table(summary) +
         failures_table("Iterations that the script rejected", "rejections-table", summary.rejections) +
         failures_table("Iterations that failed by a mistake in the script", "script-errors-table", summary.script_errors);
}

}  // namespace

std::optional<Panel> errors_panel(const Material& material) {
  Panel panel{.id = "errors", .title = "Errors and checks", .finding = errors_finding(material.conclusion)};
  panel.body = tables(material.conclusion);
  return panel;
}

}  // namespace rushhour::pages
