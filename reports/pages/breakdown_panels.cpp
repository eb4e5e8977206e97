#include "reports/pages/breakdown_panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/breakdown_words.hpp"
#include "reports/pages/figures.hpp"
#include "reports/pages/findings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

constexpr std::size_t longest_name = 160;
constexpr std::size_t deepest = 5;

std::string section(std::string_view id, std::string_view title, const std::string& finding, const std::string& table) {
  return fmt::format(
      "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n<p class=\"finding\">{2}</p>\n{3}</section>\n\n",
      id, title, escape_html(finding), table);
}

Cell counted_cell(std::uint64_t n, const char* tone = "") {
  Cell cell(format_count(n), std::to_string(n));
  cell.tone = tone;
  return cell;
}

// A row's heading, as far to the right as it is deep in a tree.
Cell name_cell(std::string_view name, std::size_t depth = 0) {
  Cell cell(clip(harmless(name), longest_name));
  if (depth > 0) cell.tone = fmt::format("depth{}", std::min(depth, deepest));
  return cell;
}

void add_percentiles(std::vector<Cell>& cells, const Conclusion& conclusion, const runs::Latency& latency) {
  for (const double percentile : conclusion.percentiles) cells.emplace_back(percentile_text(latency, percentile));
  cells.emplace_back(percentile_text(latency, 100));
}

std::vector<Column> with_percentiles(std::vector<Column> columns, const Conclusion& conclusion) {
  for (const double percentile : conclusion.percentiles) columns.push_back({verdicts::percentile_name(percentile)});
  columns.push_back({"max"});
  return columns;
}

std::vector<Cell> request_row(Cell name, const Conclusion& conclusion, const runs::StepFigures& step) {
  std::vector<Cell> cells{std::move(name), counted_cell(step.count), counted_cell(step.errors, step.errors > 0 ? "bad" : "")};
  add_percentiles(cells, conclusion, step.*runs::headline_of(conclusion.summary).time);
  return cells;
}

// --- scenarios ---

std::string scenarios_section(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.scenarios.empty()) return {};
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
  return section("scenarios", "Scenarios and iterations", scenarios_finding(summary), table.html("scenarios-table"));
}

// --- groups ---

std::string groups_section(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.groups.empty()) return {};
  const bool several = summary.groups.front().scenario != summary.groups.back().scenario;
  HtmlTable table("Groups with how long each took, and under them the latencies of the requests made in them",
                  with_percentiles({{"group or step", false}, {"count"}, {"errors"}}, conclusion));
  std::set<std::pair<std::string, std::string>> known;
  for (const runs::GroupFigures& group : summary.groups) {
    known.insert({group.scenario, group.path});
    const std::size_t slash = group.path.rfind('/');
    const bool inside = slash != std::string::npos && known.contains({group.scenario, group.path.substr(0, slash)});
    const std::size_t depth = inside ? static_cast<std::size_t>(std::count(group.path.begin(), group.path.end(), '/')) : 0;
    const std::string name = inside ? group.path.substr(slash + 1) : (several ? group.scenario + ": " : std::string()) + group.path;
    std::vector<Cell> cells{name_cell(name, depth), counted_cell(group.lengths.count()), ""};
    add_percentiles(cells, conclusion, {group.lengths, {}});
    table.add(std::move(cells), "head");
    for (const runs::StepFigures& step : group.steps) table.add(request_row(name_cell(step.step, depth + 1), conclusion, step));
  }
  return section("groups", "Groups", groups_finding(summary), table.html("groups-table"));
}

// --- stages ---

std::string stages_section(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.stages.empty()) return {};
  HtmlTable table(
      "Stages, with percentiles of the response times in them",
      with_percentiles({{"stage or step", false}, {"from"}, {"load", false}, {"offered"}, {"requests"}, {"errors"}}, conclusion));
  for (const runs::StageFigures& stage : summary.stages) {
    const auto row = [&](Cell name, const runs::StepFigures& step, std::string from, std::string load, Cell offered) {
      std::vector<Cell> cells = request_row(std::move(name), conclusion, step);
      cells.insert(cells.begin() + 1, {Cell(std::move(from)), Cell(std::move(load)), std::move(offered)});
      return cells;
    };
    table.add(row(name_cell(stage_label(summary, stage)), stage.totals, instant_text(stage.begin), stage_load(stage),
                  counted_cell(stage.load.offered)),
              "head");
    if (stage.steps.size() < 2) continue;
    for (const runs::StepFigures& step : stage.steps) table.add(row(name_cell(step.step, 1), step, "", "", ""));
  }
  return section("stages", "Stage by stage", stages_finding(conclusion), table.html("stages-table"));
}

// --- tags ---

std::string tags_section(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.tags.empty()) return {};
  HtmlTable table(fmt::format("Requests by tag, with percentiles of their {}", runs::headline_of(summary).name),
                  with_percentiles({{"tag or step", false}, {"requests"}, {"errors"}}, conclusion));
  for (const runs::TagFigures& tag : summary.tags) {
    table.add(request_row(name_cell(tag.tag + " = " + tag.value), conclusion, tag.totals), "head");
    if (tag.steps.size() < 2) continue;
    for (const runs::StepFigures& step : tag.steps) table.add(request_row(name_cell(step_label(summary, step), 1), conclusion, step));
  }
  return section("tags", "By tag", tags_finding(conclusion), table.html("tags-table"));
}

// --- metrics ---

std::string metrics_section(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.metrics.empty()) return {};
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
  return section("metrics", "The script's own metrics", metrics_finding(summary), table.html("metrics-table"));
}

std::string failures_table(const char* caption, const char* id, const std::vector<runs::FailureFigures>& failures) {
  if (failures.empty()) return {};
  HtmlTable table(caption, {{"place", false}, {"scenario", false}, {"iterations"}, {"the first said", false}});
  for (const runs::FailureFigures& failure : failures)
    table.add({name_cell(failure.where), clip(harmless(failure.scenario), longest_name), counted_cell(failure.count),
               clip(harmless(failure.message), longest_name)});
  return table.html(id);
}

}  // namespace

std::string failures_tables(const runs::Summary& summary) {
  return failures_table("Iterations that the script rejected", "rejections-table", summary.rejections) +
         failures_table("Iterations that failed by a mistake in the script", "script-errors-table", summary.script_errors);
}

std::string annotations_section(const runs::Annotations& annotations) {
  if (annotations.list.empty() && annotations.left_out == 0) return {};
  HtmlTable table("What the target told of itself",
                  {{"name", false}, {"kind", false}, {"from", false}, {"until", false}, {"in words", false}});
  for (const runs::Annotation& annotation : annotations.list)
    table.add({clip(harmless(annotation.name), longest_name), clip(harmless(annotation.kind), longest_name), instant_text(annotation.at),
               until_text(annotation), harmless(annotation.text)});
  return section("annotations", "What the target told of itself", annotations_finding(annotations),
                 table.size() == 0 ? std::string() : table.html("annotations-table"));
}

std::string breakdown_sections(const Conclusion& conclusion) {
  return scenarios_section(conclusion) + groups_section(conclusion) + stages_section(conclusion) + tags_section(conclusion) +
         metrics_section(conclusion);
}

}  // namespace rushhour::pages
