#include "reports/pages/panels/steps/step_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "reports/runs/step_table.hpp"

namespace rushhour::pages {
namespace {

using Key = std::pair<std::string, std::string>;  // scenario and step

// The rate of each step over time; under an empty step that of its scenario, under two empty names that of all.
class Rates {
 public:
  explicit Rates(const Course& course) : end_(course.end()), points_(sparkline_points(end_)) {
    for (const CourseInterval& interval : course.intervals())
      for (const auto& [key, point] : interval.steps)
        for (const Key& of : {key, Key(key.first, ""), Key()})
          rates_.try_emplace(of, end_, points_).first->second.add(interval.begin, interval.length, static_cast<double>(point.count));
  }

  std::vector<double> of(const Key& key) const {
    const auto found = rates_.find(key);
    return found == rates_.end() ? std::vector<double>() : found->second.per_second();
  }

 private:
  Instant end_;
  std::size_t points_;
  std::map<Key, RatesOverTime> rates_;
};

// The steps of a scenario as they were outside of all groups.
std::vector<runs::StepFigures> ungrouped(const runs::RunRecord& record, const std::string& scenario) {
  runs::ScenarioOrder order(record);
  runs::StepTable table;
  runs::each_of_main(record, [&](const latency::Series& series, const latency::Histogram& histogram) {
    if (series.scenario == scenario && runs::is_of_a_step(series) && !series.tags.contains(std::string(latency::group_tag)))
      table.add(series, histogram);
  });
  return std::move(table).in_order(order);
}

TreeRow leaf(const runs::StepFigures& step, std::size_t depth) { return {step.step, depth, true, step}; }

// A group with the sum of all requests made in it and in the groups inside it.
TreeRow group_row(const runs::Summary& summary, std::size_t at, std::size_t depth, std::string name) {
  const runs::GroupFigures& group = summary.groups[at];
  TreeRow row{std::move(name), depth, false, {}};
  for (const runs::GroupFigures& other : summary.groups)
    if (other.scenario == group.scenario && (other.path == group.path || other.path.starts_with(group.path + "/")))
      runs::add_all(row.figures, runs::sum_of(other.steps));
  return row;
}

void add_scenario(std::vector<TreeRow>& rows, const Material& material, const std::string& scenario, std::size_t depth) {
  const runs::Summary& summary = material.summary();
  const auto of_scenario = [&](const auto& figures) { return figures.scenario == scenario; };
  const bool grouped = std::any_of(summary.groups.begin(), summary.groups.end(), of_scenario);
  for (const runs::StepFigures& step : grouped ? ungrouped(material.record, scenario) : summary.steps)
    if (of_scenario(step)) rows.push_back(leaf(step, depth));
  const std::vector<GroupPlace> places = group_places(summary.groups);
  for (std::size_t i = 0; i < summary.groups.size(); ++i) {
    const runs::GroupFigures& group = summary.groups[i];
    if (!of_scenario(group)) continue;
    rows.push_back(group_row(summary, i, depth + places[i].depth, places[i].name));
    for (const runs::StepFigures& step : group.steps) rows.push_back(leaf(step, depth + places[i].depth + 1));
  }
}

// Of more steps than anyone reads, those with the most requests stay where they are.
void keep_the_largest(StepTree& tree) {
  std::vector<std::size_t> leaves;
  for (std::size_t i = 0; i < tree.rows.size(); ++i)
    if (tree.rows[i].leaf) leaves.push_back(i);
  if (leaves.size() <= most_steps) return;
  std::stable_sort(leaves.begin(), leaves.end(),
                   [&](std::size_t a, std::size_t b) { return tree.rows[a].figures.count > tree.rows[b].figures.count; });
  const std::set<std::size_t> gone(leaves.begin() + most_steps, leaves.end());
  TreeRow other{"(other)", 0, true, {}};
  std::vector<TreeRow> kept;
  for (std::size_t i = tree.rows.size(); i-- > 0;) {  // from the end: a row above its leaves stays only if one of them did
    TreeRow& row = tree.rows[i];
    const bool has_leaf = !kept.empty() && kept.back().depth > row.depth;
    if (gone.contains(i))
      runs::add_all(other.figures, row.figures);
    else if (row.leaf || has_leaf)
      kept.push_back(std::move(row));
  }
  tree.left_out = gone.size();
  tree.rows.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
  tree.rows.push_back(std::move(other));
}

// A step that stands in several places has one line in the log for all of them, so none of its rows has a course of its own.
void add_rates(StepTree& tree, const Course& course) {
  const Rates rates(course);
  std::map<Key, std::size_t> places;
  for (const TreeRow& row : tree.rows)
    if (row.leaf) ++places[{row.figures.scenario, row.figures.step}];
  for (TreeRow& row : tree.rows) {
    const Key key(row.figures.scenario, row.figures.step);
    if (row.leaf && !key.second.empty() && places[key] == 1) row.rates = rates.of(key);
    if (!row.leaf && !key.first.empty()) row.rates = rates.of(key);
  }
  tree.all.rates = rates.of({});
}

}  // namespace

StepTree step_tree(const Material& material) {
  const runs::Summary& summary = material.summary();
  std::vector<std::string> scenarios;
  for (const runs::StepFigures& step : summary.steps)
    if (std::find(scenarios.begin(), scenarios.end(), step.scenario) == scenarios.end()) scenarios.push_back(step.scenario);
  StepTree tree;
  for (const std::string& scenario : scenarios) {
    if (scenarios.size() > 1) {
      TreeRow row{scenario, 0, false, {}};
      for (const runs::StepFigures& step : summary.steps)
        if (step.scenario == scenario) runs::add_all(row.figures, step);
      row.figures.scenario = scenario;
      tree.rows.push_back(std::move(row));
    }
    add_scenario(tree.rows, material, scenario, scenarios.size() > 1 ? 1 : 0);
  }
  keep_the_largest(tree);
  tree.all = {"all", 0, false, summary.totals};
  add_rates(tree, material.course);
  return tree;
}

}  // namespace rushhour::pages
