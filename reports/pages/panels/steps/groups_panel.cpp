#include "reports/pages/panels/steps/groups_panel.hpp"

#include <utility>

#include "reports/pages/cells.hpp"
#include "reports/pages/panels/steps/largest_steps.hpp"
#include "reports/pages/words/breakdown_words.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

}  // namespace

std::optional<Panel> groups_panel(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.groups.empty()) return std::nullopt;
  const bool several = summary.groups.front().scenario != summary.groups.back().scenario;
  HtmlTable table("Groups with how long each took, and under them the latencies of the requests made in them",
                  with_percentiles({{"group or step", false}, {"count"}, {"errors"}}, conclusion));
  const std::vector<GroupPlace> places = group_places(summary.groups);
  for (std::size_t i = 0; i < summary.groups.size(); ++i) {
    const runs::GroupFigures& group = summary.groups[i];
    const std::size_t depth = places[i].depth;
    const std::string name = (several && depth == 0 ? group.scenario + ": " : std::string()) + places[i].name;
    std::vector<Cell> cells{name_cell(name, depth), counted_cell(group.lengths.count()), ""};
    add_percentiles(cells, conclusion, {group.lengths, {}});
    table.add(std::move(cells), "head");
    for (const runs::StepFigures& step : largest_steps(group.steps))
      table.add(request_row(name_cell(step.step, depth + 1), conclusion, step));
  }
  Panel panel{.id = "groups", .title = "Groups", .finding = groups_finding(summary)};
  panel.body = table.sortable().html("groups-table");
  return panel;
}

}  // namespace rushhour::pages
