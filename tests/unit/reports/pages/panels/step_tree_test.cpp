#include "reports/pages/panels/steps/step_tree.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>

#include "reports/pages/panels/steps/steps_panel.hpp"
#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

struct Sample : test::SampleMaterial {
  StepTree tree() const { return step_tree(material()); }
  std::string html() const { return html_of(*steps_panel(material())); }
};

Sample sample(bool grouped) {
  test::SampleRun wanted;
  wanted.stalls = true;
  runs::RunRecord record = test::sample_run(wanted);
  if (grouped) test::add_breakdown(record);
  return {{std::move(record)}};
}

std::string shape(const StepTree& tree) {
  std::string out;
  for (const TreeRow& row : tree.rows)
    out += fmt::format("{}{}{} {}\n", std::string(2 * row.depth, ' '), row.leaf ? "" : "+", row.name, row.figures.count);
  return out;
}

// A record of one interval in which step i of `names` was asked for i + 1 times.
runs::RunRecord record_of(const std::vector<std::string>& names) {
  runs::RunRecord record = test::sample_run({.length_s = 1, .warmup_s = 0});
  record.intervals.front().series.clear();
  record.minutes.clear();
  for (std::size_t i = 0; i < names.size(); ++i)
    for (const char* kind : {"response", "service"})
      record.intervals.front().series[{"diners", names[i], kind, true, false}].record(1'000'000, i + 1);
  return record;
}

}  // namespace

TEST_CASE("steps without groups stand as the log names them, and all of them add up") {
  const Sample run = sample(false);
  const StepTree tree = run.tree();
  REQUIRE(tree.rows.size() == 3);
  std::uint64_t count = 0;
  for (const TreeRow& row : tree.rows) {
    CHECK(row.leaf);
    CHECK(row.depth == 0);
    CHECK(row.rates.size() == 48);
    count += row.figures.count;
  }
  CHECK(count == tree.all.figures.count);
  CHECK(tree.all.figures.count == run.conclusion.summary.totals.count);
}

TEST_CASE("the slowest step is found among steps of many samples and of few") {
  const auto finding = [](const std::map<std::string, std::pair<std::uint64_t, std::int64_t>>& steps) {
    runs::RunRecord record = record_of({});
    for (const auto& [name, samples] : steps)
      for (const char* kind : {"response", "service"})
        record.intervals.front().series[{"diners", name, kind, true, false}].record(samples.second * 1'000'000, samples.first);
    return steps_panel(Sample{{record}}.material())->finding;
  };
  CHECK(finding({{"often", {2000, 3}}, {"now and then", {300, 9}}}) == "Slowest is 'now and then', with a p95 of 9.00ms.");
  CHECK(finding({{"often", {2000, 3}}, {"now and then", {300, 2}}}) == "Slowest is 'often', with a p99 of 3.00ms.");
  CHECK(finding({{"often", {2000, 3}}, {"rare", {4, 250}}, {"rarer", {1, 2}}}) ==
        "Slowest is 'often', with a p99 of 3.00ms. 'rare' has too few samples for a percentile, but took 250ms or longer each time.");
  CHECK(finding({{"rare", {4, 250}}, {"rarer", {1, 2}}}) == "No step has enough samples for a percentile.");
}

TEST_CASE("what stands in no group comes first, then the groups as a tree with the sum of what is below") {
  const Sample run = sample(true);
  const StepTree tree = run.tree();
  const auto count = [&](const char* step) {
    for (const runs::StepFigures& figures : run.conclusion.summary.steps)
      if (figures.step == step) return figures.count;
    return std::uint64_t{0};
  };
  CHECK(shape(tree) == fmt::format("follow order {}\n+shop {}\n  read menu {}\n  +check out {}\n    place order {}\n",
                                   count("follow order"), count("read menu") + count("place order"), count("read menu"),
                                   count("place order"), count("place order")));
}

TEST_CASE("several scenarios have a row each, with what they received") {
  Sample run = sample(false);
  for (latency::Interval& interval : run.record.intervals) {
    auto series = interval.series;
    for (const auto& [of, histogram] : series)
      if (of.step == "read menu") {
        latency::Series moved = of;
        moved.scenario = "couriers";
        interval.series[moved] = histogram;
        interval.series.erase(of);
      }
  }
  latency::Interval minute{run.record.intervals.front().begin, std::chrono::minutes(1), {}};
  minute.series[{"diners", "place order", "bytes_in", true, false}].record(1000, 60);
  minute.series[{"diners", "follow order", "bytes_in", false, false}].record(500, 20);
  minute.series[{"couriers", "read menu", "bytes_in", true, false}].record(350, 100);
  minute.series[{"couriers", "read menu", "bytes_out", true, false}].record(80, 100);
  minute.series[{"couriers", "read menu", "bytes_in", true, true}].record(350, 9);
  run.record.minutes = {minute};
  const Sample two{{run.record}};
  const StepTree tree = two.tree();
  REQUIRE(tree.rows.size() == 5);
  CHECK(tree.rows[0].name == "diners");
  CHECK(tree.rows[0].figures.bytes_in == 70'000);
  CHECK(tree.rows[0].figures.count == tree.rows[1].figures.count + tree.rows[2].figures.count);
  CHECK(tree.rows[3].name == "couriers");
  CHECK(tree.rows[3].figures.bytes_in == 35'000);
  CHECK(tree.rows[4].depth == 1);
  CHECK(tree.rows[4].figures.bytes_in == 35'000);
  CHECK(tree.rows[4].figures.bytes_out == 8'000);
  CHECK(tree.all.figures.bytes_in == 105'000);
  CHECK_THAT(two.html(), Contains("received") && Contains(">105 kB<") && Contains(">8.00 kB<"));
  run.record.minutes.clear();
  CHECK_THAT(Sample{{run.record}}.html(), !Contains("received"));
}

TEST_CASE("of five thousand steps five hundred are shown, the rest stands together, and nothing is lost") {
  std::vector<std::string> names;
  for (int i = 0; i < 5000; ++i) names.push_back(fmt::format("step {}", i));
  const Sample run{{record_of(names)}};
  const StepTree tree = run.tree();
  REQUIRE(tree.rows.size() == most_steps + 1);
  CHECK(tree.left_out == 4500);
  CHECK(tree.rows.back().name == "(other)");
  CHECK(tree.rows.back().figures.count == 4500U * 4501U / 2);
  std::uint64_t count = 0;
  for (const TreeRow& row : tree.rows) count += row.figures.count;
  CHECK(count == tree.all.figures.count);
  CHECK_THAT(run.html(), Contains("(other) holds 4,500 steps with the fewest requests; the table shows 500."));
}

TEST_CASE("a step that stands in two groups has no course of its own, for the log has one for both") {
  runs::RunRecord record = record_of({"look", "look too"});
  auto& series = record.intervals.front().series;
  latency::Series inside{"diners", "look", "response", true, false, {{"group", "shop"}}};
  series[inside].record(1'000'000, 5);
  record.intervals.push_back(record.intervals.front());
  record.intervals.back().begin = std::chrono::seconds(1);
  const Sample run{{record}};
  for (const TreeRow& row : run.tree().rows) {
    INFO(row.name);
    CHECK(row.rates.empty() == (row.name == "look" || row.name == "shop"));
  }
}

TEST_CASE("the table has the figures that were asked for, and a percentile that a threshold uses") {
  test::SampleRun wanted;
  runs::RunRecord record = test::sample_run(wanted);
  test::add_threshold(record, "response_time", "p(97.5) < 1s");
  const Sample run{{record}};
  const std::string html = run.html();
  for (const char* title : {"requests", "rate", "errors", "min", "p50", "p90", "p95", "p97.5", "p99", "p99.9", "max", "mean"})
    CHECK_THAT(html, Contains(fmt::format(">{}</th>", title)));
  const runs::StepFigures& totals = run.conclusion.summary.totals;
  CHECK_THAT(html, Contains(fmt::format("data-value=\"{}\"", totals.response.all.min())));
  CHECK_THAT(html, Contains(fmt::format("data-value=\"{}\"", totals.response.all.quantile(0.975))));
  CHECK_THAT(html, Contains(fmt::format("data-value=\"{}\"", static_cast<double>(totals.count) / 65)));  // 70 s, warm-up 5 s
  CHECK_THAT(html, Contains("class=\"sortable\"") && Contains("class=\"spark\""));
}
