#include "reports/pages/panels/steps/scenarios_panel.hpp"

#include <utility>

#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

}  // namespace

std::optional<Panel> scenarios_panel(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.scenarios.empty()) return std::nullopt;
  std::vector<Column> columns{{"scenario", false}, {"offered"},  {"done"},          {"dropped"},
                              {"unfinished"},      {"rejected"}, {"script errors"}, {"users max"}};
  HtmlTable table("Scenarios, with percentiles of how long their iterations took", with_percentiles(std::move(columns), conclusion));
  for (const runs::ScenarioFigures& scenario : summary.scenarios) {
    std::vector<Cell> cells{name_cell(scenario.scenario)};
    const runs::LoadFigures& load = scenario.load;
    for (const std::uint64_t n :
         {load.offered, load.done, load.dropped, load.censored, load.rejected, scenario.script_errors, scenario.users_max})
      cells.push_back(scenario.counted ? counted_cell(n) : Cell("-"));
    add_percentiles(cells, conclusion, {all_of(scenario.iterations), {}});
    table.add(std::move(cells));
  }
  Panel panel{.id = "scenarios", .title = "Scenarios and iterations", .finding = scenarios_finding(summary)};
  panel.body = table.sortable().html("scenarios-table");
  return panel;
}

}  // namespace rushhour::pages
