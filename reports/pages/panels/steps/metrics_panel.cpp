#include "reports/pages/panels/steps/metrics_panel.hpp"

#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

}  // namespace

std::optional<Panel> metrics_panel(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.metrics.empty()) return std::nullopt;
  HtmlTable table("The script's own metrics",
                  {{"metric", false}, {"kind", false}, {"samples"}, {"figure"}, {"p50"}, {"p90"}, {"p99"}, {"min"}, {"max"}});
  for (const runs::MetricFigures& metric : summary.metrics) {
    const auto add = [&](Cell name, const std::string& kind, const runs::MetricSums& sums, const char* row_class) {
      const MetricWords words = words_of(summary, metric.kind, sums);
      table.add({std::move(name), kind, counted_cell(sums.count), words.figure, words.p50, words.p90, words.p99, words.min, words.max},
                row_class);
    };
    const bool several = metric.parts.size() > 1;
    add(name_cell(metric.name), metric.kind, metric.all, several ? "head" : "");
    if (!several) continue;
    for (const runs::MetricPart& part : metric.parts) add(name_cell(part_label(summary, part), 1), "", part.sums, "");
  }
  Panel panel{.id = "metrics", .title = "The script's own metrics", .finding = metrics_finding(summary)};
  panel.body = table.sortable().html("metrics-table");
  return panel;
}

}  // namespace rushhour::pages
