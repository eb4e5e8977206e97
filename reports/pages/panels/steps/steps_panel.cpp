#include "reports/pages/panels/steps/steps_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/steps/step_tree.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

// A step's highest percentile up to p99 that its samples carry, or 0. Its p99 is that long or longer.
double carried_percentile(const runs::Latency& time) {
  if (time.all.count() <= 1) return 0;  // one request says nothing of others
  for (const double percentile : {99.0, 95.0, 90.0, 50.0})
    if (time.supported(verdicts::quantile_of(percentile))) return percentile;
  return 0;
}

// Steps are compared by what their p99 is at least, since those with few samples have none: else the slow ones that are asked for rarely
// would not count. Those with too few for any percentile count if every one of their requests took longer.
std::string slowest_words(const runs::Summary& summary) {
  const runs::Headline headline = runs::headline_of(summary);
  const runs::StepFigures* slowest = nullptr;
  const runs::StepFigures* rare = nullptr;
  std::int64_t slowest_ns = 0;
  std::int64_t rare_ns = 0;
  for (const runs::StepFigures& step : summary.steps) {
    const runs::Latency& time = step.*headline.time;
    if (time.all.empty()) continue;
    const double percentile = carried_percentile(time);
    const std::int64_t ns = percentile > 0 ? time.all.quantile(verdicts::quantile_of(percentile)) : time.all.min();
    const runs::StepFigures*& best = percentile > 0 ? slowest : rare;
    std::int64_t& best_ns = percentile > 0 ? slowest_ns : rare_ns;
    if (best != nullptr && ns <= best_ns) continue;
    best = &step;
    best_ns = ns;
  }
  if (slowest == nullptr) return "No step has enough samples for a percentile.";
  const auto name = [&](const runs::StepFigures& step) { return clip(step_label(summary, step), 60); };
  const double at = carried_percentile(slowest->*headline.time);
  std::string out = fmt::format("Slowest is '{}', with a {} of {}.", name(*slowest), verdicts::percentile_name(at),
                                percentile_text(slowest->*headline.time, at));
  if (rare_ns > slowest_ns)
    out += fmt::format(" '{}' has too few samples for a percentile, but took {} or longer each time.", name(*rare),
                       time_text(static_cast<double>(rare_ns)));
  return out;
}

std::string steps_finding(const Conclusion& conclusion) {
  if (!conclusion.summary.steps.empty()) return slowest_words(conclusion.summary);
  return conclusion.validity.judged ? "No step was measured." : "The tool kept no samples; what it states itself is below.";
}

// What the report shows of every latency, and the p95 that many agreements are about.
std::vector<double> percentiles_of(const Conclusion& conclusion) {
  std::vector<double> percentiles = conclusion.percentiles;
  if (std::find(percentiles.begin(), percentiles.end(), 95.0) == percentiles.end()) percentiles.push_back(95);
  std::sort(percentiles.begin(), percentiles.end());
  percentiles.push_back(100);
  return percentiles;
}

struct Table {
  const Conclusion& conclusion;
  std::vector<double> percentiles;
  double length_s;  ///< of the main phase
  bool bytes;       ///< whether anybody counted them

  std::vector<Column> columns() const {
    std::vector<Column> out{{"step", false}, {"over time", false}, {"requests"}, {"rate"}, {"errors"}, {"share"}, {"min"}};
    for (const double percentile : percentiles) out.push_back({percentile >= 100 ? "max" : verdicts::percentile_name(percentile)});
    for (const char* title : {"mean", "service p50", "service p99"}) out.push_back({title});
    if (bytes)
      for (const char* title : {"sent", "received"}) out.push_back({title});
    return out;
  }

  std::vector<Cell> cells(const TreeRow& row) const {
    const runs::StepFigures& step = row.figures;
    const runs::Latency& time = step.*runs::headline_of(conclusion.summary).time;
    Cell course("");
    if (!row.rates.empty())
      course.drawing = sparkline(row.rates, fmt::format("requests per second over the run, {} at most",
                                                        verdicts::format_rate(*std::max_element(row.rates.begin(), row.rates.end()))));
    std::vector<Cell> out{name_cell(row.name, row.depth),
                          std::move(course),
                          counted_cell(step.count),
                          rate_cell(step.count),
                          counted_cell(step.errors, step.errors > 0 ? "bad" : ""),
                          share_cell(step)};
    out.push_back(time.all.empty() ? Cell("-") : Cell(time_text(static_cast<double>(time.all.min())), std::to_string(time.all.min())));
    for (const double percentile : percentiles) out.push_back(latency_cell(time, percentile));
    out.push_back(time.all.empty() ? Cell("-") : Cell(time_text(time.all.mean()), fmt::format("{}", time.all.mean())));
    out.push_back(latency_cell(step.service, 50));
    out.push_back(latency_cell(step.service, 99));
    if (bytes)
      for (const std::uint64_t size : {step.bytes_out, step.bytes_in}) out.push_back(size_cell(size));
    return out;
  }

 private:
  Cell rate_cell(std::uint64_t count) const {
    if (length_s <= 0) return {"-"};
    const double rate = static_cast<double>(count) / length_s;
    return {verdicts::format_rate(rate), fmt::format("{}", rate)};
  }

  static Cell size_cell(std::uint64_t bytes) {
    if (bytes == 0) return {"-"};
    return {size_text(static_cast<double>(bytes)), std::to_string(bytes)};
  }

  static Cell share_cell(const runs::StepFigures& step) {
    if (step.count == 0) return {"-"};
    return {share_text(step.errors, step.count), fmt::format("{}", static_cast<double>(step.errors) / static_cast<double>(step.count))};
  }
};

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

std::string steps_table(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  const runs::Summary& summary = conclusion.summary;
  if (summary.steps.empty() && !conclusion.validity.judged) return {};
  const StepTree tree = step_tree(material);
  const Table shape{conclusion, percentiles_of(conclusion), seconds(runs::main_length(summary)),
                    summary.totals.bytes_out + summary.totals.bytes_in > 0};
  HtmlTable table(fmt::format("Steps, with percentiles of their {}", runs::headline_of(summary).name), shape.columns());
  for (const TreeRow& row : tree.rows) table.add(shape.cells(row), row.leaf ? "" : "head");
  table.add(shape.cells(tree.all), "total");
  std::vector<std::string> notes;
  if (tree.left_out > 0)
    notes.push_back(fmt::format("(other) holds {} with the fewest requests; the table shows {}.", counted(tree.left_out, "step", "steps"),
                                format_count(most_steps)));
  if (shape.bytes && material.record.running) notes.emplace_back("Bytes are counted once a minute.");
  return table.sortable().html("steps-table") + paragraphs(notes, "note");
}

}  // namespace

std::optional<Panel> steps_panel(const Material& material) {
  Panel panel{.id = "steps", .title = "Steps", .finding = steps_finding(material.conclusion)};
  panel.body = steps_table(material) + stated_table(material.record);
  return panel;
}

}  // namespace rushhour::pages
