#include "reports/pages/panels/steps/tags_panel.hpp"

#include <fmt/format.h>

#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/steps/largest_steps.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

}  // namespace

std::optional<Panel> tags_panel(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.tags.empty()) return std::nullopt;
  HtmlTable table(fmt::format("Requests by tag, with percentiles of their {}", runs::headline_of(summary).name),
                  with_percentiles({{"tag or step", false}, {"requests"}, {"errors"}}, conclusion));
  for (const runs::TagFigures& tag : summary.tags) {
    table.add(request_row(name_cell(tag.tag + " = " + tag.value), conclusion, tag.totals), "head");
    if (tag.steps.size() < 2) continue;
    for (const runs::StepFigures& step : largest_steps(tag.steps))
      table.add(request_row(name_cell(step_label(summary, step), 1), conclusion, step));
  }
  Panel panel{.id = "tags", .title = "By tag", .finding = tags_finding(conclusion)};
  panel.body = table.sortable().html("tags-table");
  return panel;
}

}  // namespace rushhour::pages
