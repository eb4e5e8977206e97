#include "reports/pages/panels/steps/errors_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/steps/errors_over_time.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

constexpr std::size_t most_lines = 6;

std::string errors_finding(const Conclusion& conclusion) {
  const runs::StepFigures& totals = conclusion.summary.totals;
  const auto& errors = conclusion.summary.errors;
  if (!conclusion.validity.judged && totals.count == 0) {
    std::uint64_t all = 0;
    for (const auto& [name, n] : errors) all += n;
    return all == 0 ? "No error was recorded." : fmt::format("{} recorded.", counted(all, "error was", "errors were"));
  }
  if (totals.count == 0 && errors.empty()) return "No request ended, so none failed.";
  if (totals.errors == 0 && errors.empty()) return fmt::format("None of {} failed.", counted(totals.count, "request", "requests"));
  std::string out = fmt::format("{} of {} failed ({})", format_count(totals.errors), counted(totals.count, "request", "requests"),
                                share_text(totals.errors, totals.count));
  const auto most = std::max_element(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != errors.end()) out += fmt::format(", most often by {}", clip(harmless(most->first), 60));
  return out + ".";
}

std::string failures_table(const char* caption, const char* id, const std::vector<runs::FailureFigures>& failures) {
  if (failures.empty()) return {};
  HtmlTable table(caption, {{"place", false}, {"scenario", false}, {"iterations"}, {"the first said", false}});
  for (const runs::FailureFigures& failure : failures)
    table.add({name_cell(failure.where), clip(harmless(failure.scenario), longest_name), counted_cell(failure.count),
               clip(harmless(failure.message), longest_name)});
  return table.html(id);
}

nlohmann::json rounded_all(const std::vector<double>& values) {
  nlohmann::json out = nlohmann::json::array();
  for (const double value : values) out.push_back(std::round(value * 1e6) / 1e6);  // one error in a stretch of a long run still shows
  return out;
}

// As many rows as a line in a table has points.
std::string over_time_table(const ErrorsOverTime& errors) {
  const std::size_t kinds = std::min(errors.kinds.size(), most_lines), rows = errors.kinds.front().rates.size();
  std::vector<HtmlTable::Column> columns{{"from", false}};
  for (std::size_t i = 0; i < kinds; ++i) columns.push_back({clip(harmless(errors.kinds[i].name), 40)});
  HtmlTable table("Errors per second over time", std::move(columns));
  const double point_s = errors.point_s * static_cast<double>(errors.kinds.front().drawn.size()) / static_cast<double>(rows);
  for (std::size_t at = 0; at < rows; ++at) {
    const std::chrono::duration<double> begin(static_cast<double>(at) * point_s);
    std::vector<Cell> cells{format_instant(std::chrono::duration_cast<Instant>(begin))};
    for (std::size_t i = 0; i < kinds; ++i) cells.push_back(verdicts::format_rate(errors.kinds[i].rates[at]));
    table.add(std::move(cells));
  }
  return table.html("errors-over-time");
}

std::string errors_table(const ErrorsOverTime& errors) {
  if (errors.kinds.empty()) return {};
  std::uint64_t all = 0;
  for (const ErrorKind& kind : errors.kinds) all += kind.count;
  HtmlTable table("Errors by kind, over the whole run",
                  {{"error", false}, {"count"}, {"share of errors"}, {"first seen"}, {"last seen"}, {"over time", false}});
  for (const ErrorKind& kind : errors.kinds) {
    const double most = *std::max_element(kind.rates.begin(), kind.rates.end());
    Cell course("");
    course.drawing = sparkline(kind.rates, fmt::format("errors per second over the run, {} at most", verdicts::format_rate(most)), "bad");
    table.add({name_cell(kind.name),
               counted_cell(kind.count),
               share_text(kind.count, all),
               {format_instant(kind.first), std::to_string(kind.first.count())},
               {format_instant(kind.last), std::to_string(kind.last.count())},
               std::move(course)});
  }
  std::string out = table.sortable().html("errors-table");
  if (errors.left_out > 0)
    out += paragraphs({fmt::format("(other) holds {}.", counted(errors.left_out, "rarer kind", "rarer kinds"))}, "note");
  return out;
}

// The most frequent kinds by themselves: more lines than that nobody tells apart.
nlohmann::json drawn(const ErrorsOverTime& errors) {
  nlohmann::json lines = nlohmann::json::array(), begins = nlohmann::json::array();
  std::vector<double> rest;
  for (std::size_t i = 0; i < errors.kinds.size(); ++i) {
    const ErrorKind& kind = errors.kinds[i];
    if (i < most_lines) {
      lines.push_back({{"name", clip(harmless(kind.name), 18)}, {"rate", rounded_all(kind.drawn)}});
      continue;
    }
    rest.resize(kind.drawn.size());
    for (std::size_t at = 0; at < rest.size(); ++at) rest[at] += kind.drawn[at];
  }
  if (!rest.empty()) lines.push_back({{"name", "all others"}, {"rate", rounded_all(rest)}});
  for (std::size_t at = 0; at < errors.kinds.front().drawn.size(); ++at)
    begins.push_back(rounded(static_cast<double>(at) * errors.point_s));
  return {{"begin_s", std::move(begins)}, {"length_s", errors.point_s}, {"lines", std::move(lines)}};
}

}  // namespace

std::optional<Panel> errors_panel(const Material& material) {
  const runs::Summary& summary = material.summary();
  const ErrorsOverTime errors = errors_over_time(material);
  Panel panel{.id = "errors", .title = "Errors", .finding = errors_finding(material.conclusion)};
  panel.body = errors_table(errors) + failures_table("Iterations that the script rejected", "rejections-table", summary.rejections) +
               failures_table("Iterations that failed by a mistake in the script", "script-errors-table", summary.script_errors);
  if (errors.kinds.empty()) return panel;
  panel.chart = "-";
  panel.label = "Errors per second by kind, over time.";
  panel.data = drawn(errors);
  panel.table = over_time_table(errors);
  return panel;
}

}  // namespace rushhour::pages
