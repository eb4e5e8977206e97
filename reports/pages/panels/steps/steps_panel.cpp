#include "reports/pages/panels/steps/steps_panel.hpp"

#include <fmt/format.h>

#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

std::string steps_finding(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.steps.empty())
    return conclusion.validity.judged ? "No step was measured." : "The tool kept no samples; what it states itself is below.";
  const runs::Headline headline = runs::headline_of(summary);
  const auto time_of = [&](const runs::StepFigures& step) -> const runs::Latency& { return step.*headline.time; };
  const runs::StepFigures* slowest = nullptr;
  double at = 99;
  for (const double percentile : {99.0, 90.0, 50.0}) {
    const double q = verdicts::quantile_of(percentile);
    for (const runs::StepFigures& step : summary.steps) {
      if (time_of(step).all.empty() || !time_of(step).supported(q)) continue;
      if (slowest == nullptr || time_of(step).all.quantile(q) > time_of(*slowest).all.quantile(q)) slowest = &step;
    }
    at = percentile;
    if (slowest != nullptr) break;
  }
  if (slowest == nullptr) return "No step has enough samples for a percentile.";
  return fmt::format("Slowest is '{}', with a {} of {}.", clip(step_label(summary, *slowest), 60), verdicts::percentile_name(at),
                     percentile_text(time_of(*slowest), at));
}

std::vector<double> with_max(std::vector<double> percentiles) {
  percentiles.push_back(100);
  return percentiles;
}

std::vector<Column> step_columns(const Conclusion& conclusion) {
  std::vector<Column> columns{{"step", false}, {"requests"}, {"errors"}, {"share"}};
  for (const double percentile : conclusion.percentiles) columns.push_back({verdicts::percentile_name(percentile)});
  columns.push_back({"max"});
  columns.push_back({"mean"});
  columns.push_back({"service p50"});
  columns.push_back({"service p99"});
  return columns;
}

void add_step(HtmlTable& table, const Conclusion& conclusion, const std::string& name, const runs::StepFigures& step,
              const char* row_class) {
  const runs::Latency& time = step.*runs::headline_of(conclusion.summary).time;
  const bool answered = step.count > 0;
  const Cell errors = counted_cell(step.errors, step.errors > 0 ? "bad" : "");
  std::vector<Cell> cells{name, counted_cell(step.count), errors, answered ? share_text(step.errors, step.count) : "-"};
  for (const double percentile : with_max(conclusion.percentiles)) cells.push_back(latency_cell(time, percentile));
  cells.emplace_back(time.all.empty() ? "-" : time_text(time.all.mean()));
  cells.push_back(latency_cell(step.service, 50));
  cells.push_back(latency_cell(step.service, 99));
  table.add(std::move(cells), row_class);
}

std::string stated_table(const runs::RunRecord& record) {
  const auto origin = runs::imported(record);
  if (!origin || origin->stated.empty()) return {};
  const std::vector<std::string> names = stated_names(origin->stated);
  std::vector<Column> columns{{"step", false}, {"requests"}, {"errors"}};
  for (const std::string& name : names) columns.push_back({name});
  HtmlTable table(fmt::format("Steps, with the figures that {} states", harmless(origin->tool)), columns);
  for (const runs::StatedStep& step : origin->stated) {
    const Cell errors = counted_cell(step.errors, step.errors > 0 ? "bad" : "");
    std::vector<Cell> cells{clip(harmless(step.step), longest_name), counted_cell(step.count), errors};
    for (const std::string& name : names) cells.emplace_back(stated_text(step, name));
    table.add(std::move(cells));
  }
  return table.html("stated-table") +
         paragraphs({"These are the tool's own figures; there are no samples to take others from.", harmless(origin->stated_precision)},
                    "note");
}

std::string steps_table(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.steps.empty() && !conclusion.validity.judged) return {};
  HtmlTable table(fmt::format("Steps, with percentiles of their {}", runs::headline_of(summary).name), step_columns(conclusion));
  for (const runs::StepFigures& step : summary.steps) add_step(table, conclusion, clip(step_label(summary, step), longest_name), step, "");
  add_step(table, conclusion, "all", summary.totals, "total");
  return table.html("steps-table");
}

}  // namespace

std::optional<Panel> steps_panel(const Material& material) {
  Panel panel{.id = "steps", .title = "Steps", .finding = steps_finding(material.conclusion)};
  panel.body = steps_table(material.conclusion) + stated_table(material.record);
  return panel;
}

}  // namespace rushhour::pages
