#include "reports/pages/panels/steps/stages_panel.hpp"

#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/panels/steps/largest_steps.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/runs/breakdown.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

}  // namespace

std::optional<Panel> stages_panel(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.stages.empty()) return std::nullopt;
  HtmlTable table(
      "Stages, with percentiles of the response times in them",
      with_percentiles({{"stage or step", false}, {"from"}, {"load", false}, {"offered"}, {"requests"}, {"errors"}}, conclusion));
  for (const runs::StageFigures& stage : summary.stages) {
    const auto row = [&](Cell name, const runs::StepFigures& step, std::string from, std::string load, Cell offered) {
      std::vector<Cell> cells = request_row(std::move(name), conclusion, step);
      cells.insert(cells.begin() + 1, {Cell(std::move(from)), Cell(std::move(load)), std::move(offered)});
      return cells;
    };
    table.add(row(name_cell(stage_label(summary, stage)), stage.totals, format_instant(stage.begin), stage_load(stage),
                  runs::is_counted(summary, stage) ? counted_cell(stage.load.offered) : Cell("-")),
              "head");
    if (stage.steps.size() < 2) continue;
    for (const runs::StepFigures& step : largest_steps(stage.steps)) table.add(row(name_cell(step.step, 1), step, "", "", ""));
  }
  Panel panel{.id = "stages", .title = "Stage by stage", .finding = stages_finding(conclusion)};
  panel.body = table.sortable().html("stages-table");
  return panel;
}

}  // namespace rushhour::pages
