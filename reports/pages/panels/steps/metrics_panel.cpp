#include "reports/pages/panels/steps/metrics_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using nlohmann::json;

constexpr std::size_t most_rows = 500;  // and the parts of one metric

/// `visit(begin, length, entry)` for each entry of a metric in a tick.
template <class Visit>
void each_entry(const runs::RunRecord& record, Visit&& visit) {
  runs::each_tick(record, [&](const json& tick, Instant begin, Instant end) {
    for (const json& entry : runs::list_of(record, tick, "metrics")) visit(begin, end - begin, entry);
  });
}

// Of a counter how much came per second, of a gauge its last value in each stretch, from the smallest of them up. Both over all scenarios
// and tags; a gauge that nothing was said of keeps its value.
class Courses {
 public:
  explicit Courses(const Material& material) : end_(material.end()), points_(sparkline_points(end_)) {
    each_entry(material.record, [&](Instant begin, Instant length, const json& entry) {
      const std::string name = entry.value("name", ""), kind = entry.value("kind", "");
      if (kind == "counter") counters_.try_emplace(name, end_, points_).first->second.add(begin, length, entry.value("sum", 0.0));
      if (kind != "gauge") return;
      const double share = seconds(begin) / std::max(seconds(end_), 1e-9);
      const auto point = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(points_));
      gauges_[name][std::min(point, points_ - 1)] = entry.value("last", 0.0);
    });
  }

  std::string drawing_of(const std::string& name) const {
    if (const auto counter = counters_.find(name); counter != counters_.end())
      return sparkline(counter->second.per_second(), "per second over the run");
    const auto gauge = gauges_.find(name);
    if (gauge == gauges_.end()) return {};
    double least = 0;
    for (const auto& [point, value] : gauge->second) least = std::min(least, value);
    std::vector<double> values(points_, -1);
    double value = -1;
    for (std::size_t i = 0; i < points_; ++i) {
      if (const auto found = gauge->second.find(i); found != gauge->second.end()) value = found->second - least;
      values[i] = value;
    }
    return sparkline(values, "its value over the run");
  }

 private:
  Instant end_;
  std::size_t points_;
  std::map<std::string, RatesOverTime> counters_;
  std::map<std::string, std::map<std::size_t, double>> gauges_;
};

}  // namespace

std::optional<Panel> metrics_panel(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.metrics.empty()) return std::nullopt;
  HtmlTable table(
      "Metrics of the script, with their figures over the main phase",
      {{"metric", false}, {"kind", false}, {"over time", false}, {"samples"}, {"figure"}, {"p50"}, {"p90"}, {"p99"}, {"min"}, {"max"}});
  const Courses courses(material);
  std::size_t left_out = 0;
  for (const runs::MetricFigures& metric : summary.metrics) {
    if (table.size() >= most_rows) {
      ++left_out;
      continue;
    }
    const auto add = [&](Cell name, const std::string& kind, const runs::MetricSums& sums, Cell course, const char* row_class) {
      const MetricWords words = words_of(summary, metric.kind, sums);
      table.add({std::move(name), kind, std::move(course), counted_cell(sums.count), words.figure, words.p50, words.p90, words.p99,
                 words.min, words.max},
                row_class);
    };
    const bool several = metric.parts.size() > 1;
    Cell course("");
    course.drawing = courses.drawing_of(metric.name);
    add(name_cell(metric.name), metric.kind, metric.all, std::move(course), several ? "head" : "");
    if (!several) continue;
    for (const runs::MetricPart& part : metric.parts) add(name_cell(part_label(summary, part), 1), "", part.sums, "", "");
  }
  Panel panel{.id = "metrics", .title = "The script's own metrics", .finding = metrics_finding(summary)};
  panel.body = table.sortable().html("metrics-table");
  if (left_out > 0)
    panel.body += paragraphs({fmt::format("{} left out; run.json has all.", counted(left_out, "metric is", "metrics are"))}, "note");
  return panel;
}

}  // namespace rushhour::pages
