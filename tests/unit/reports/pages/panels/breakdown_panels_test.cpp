#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "reports/pages/panel.hpp"
#include "reports/pages/report_page.hpp"
#include "reports/pages/words/breakdown_words.hpp"
#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

verdicts::Conclusion conclusion_of(const runs::Summary& summary) {
  verdicts::Conclusion conclusion;
  conclusion.summary = summary;
  conclusion.percentiles = {50, 99};
  return conclusion;
}

// The sections of a report of which nothing is known but the summary; only those named if any are.
std::string sections_of(const runs::Summary& summary, const std::set<std::string>& wanted) {
  const runs::RunRecord record;
  const verdicts::Conclusion conclusion = conclusion_of(summary);
  const Course course("response");
  std::string html;
  for (const Panel& panel : panels_of({record, conclusion, course}))
    if (wanted.contains(panel.id)) html += html_of(panel);
  return html;
}

std::string sections_of(const runs::Summary& summary) { return sections_of(summary, {"scenarios", "groups", "stages", "tags", "metrics"}); }

latency::Histogram times(std::int64_t value, std::uint64_t count = 2000) {
  latency::Histogram histogram;
  histogram.record(value, count);
  return histogram;
}

runs::StepFigures step(const char* name, std::int64_t value, std::uint64_t errors = 0) {
  runs::StepFigures figures{"diners", name, 2000, errors, {times(value), {}}, {times(value), {}}};
  return figures;
}

std::string row_of(const std::string& html, const std::string& heading) {
  const auto at = html.find(">" + heading + "</th>");
  REQUIRE(at != std::string::npos);
  return html.substr(at, html.find("</tr>", at) - at);
}

}  // namespace

TEST_CASE("a run without groups, stages, tags or metrics has no section for them") {
  CHECK(sections_of({}).empty());
  CHECK_THAT(sections_of({}, {"errors"}), !Contains("<table"));
}

TEST_CASE("each scenario has a row with its load and how long its iterations took") {
  runs::Summary summary;
  summary.load.rejected = 3;
  runs::ScenarioFigures diners, couriers;
  diners.scenario = "diners <b>";
  diners.counted = true;
  diners.load = {.offered = 1500, .started = 1500, .done = 1400, .dropped = 60, .censored = 40, .rejected = 3};
  diners.users_max = 12;
  diners.iterations.ok = times(4'000'000, 1000);
  diners.iterations.failed = times(9'000'000, 1000);
  couriers.scenario = "couriers";
  couriers.iterations.ok = times(2'000'000);
  summary.scenarios = {diners, couriers};
  const std::string html = sections_of(summary);
  const std::string row = row_of(html, "diners &lt;b&gt;");
  for (const char* figure : {"1,500", "1,400", ">60<", ">40<", ">3<", ">12<", "4.00ms", "9.00ms"}) CHECK_THAT(row, Contains(figure));
  CHECK_THAT(row_of(html, "couriers"), Contains(">-<") && Contains("2.00ms"));
  CHECK_THAT(html,
             Contains("Iterations of &#39;diners &lt;b&gt;&#39; took longest, with a p99 of 9.00ms; the script rejected 3 iterations."));
}

TEST_CASE("groups stand as a tree with their steps below them") {
  runs::Summary summary;
  summary.groups = {{"diners", "shop", times(30'000'000), {}},
                    {"diners", "shop/pay", times(20'000'000), {step("order", 7'000'000, 4)}},
                    {"diners", "lost/leaf", times(1'000'000), {}}};
  const std::string html = sections_of(summary);
  CHECK_THAT(html, Contains("<th scope=\"row\">shop</th>"));
  CHECK_THAT(html, Contains("<th scope=\"row\" class=\"depth1\">pay</th>"));
  CHECK_THAT(html, Contains("<th scope=\"row\" class=\"depth2\">order</th>"));
  CHECK_THAT(html, Contains("<th scope=\"row\">lost/leaf</th>"));  // the outer one was never left
  CHECK_THAT(row_of(html, "pay"), Contains("20.0ms"));
  CHECK_THAT(row_of(html, "order"), Contains("7.00ms") && Contains("class=\"n bad\""));
  CHECK_THAT(html, Contains("&#39;shop&#39; took longest, with a p99 of 30.0ms"));
}

TEST_CASE("stages are told by their load, and the finding names the slowest") {
  runs::Summary summary;
  runs::StageFigures climb, plateau;
  climb.scenario = plateau.scenario = "diners";
  climb.to = plateau.from = plateau.to = 20;
  climb.length = std::chrono::seconds(65);
  plateau.begin = std::chrono::seconds(65);
  plateau.number = 2;
  climb.totals = step("", 3'000'000);
  plateau.totals = step("", 8'000'000);
  plateau.load.offered = 1300;
  plateau.steps = {step("look", 2'000'000), step("order", 8'000'000)};
  summary.stages = {climb, plateau};
  CHECK_THAT(row_of(sections_of(summary), "stage 2"), !Contains("1,300"));  // nobody counted what its scenario offered
  summary.scenarios.emplace_back();
  summary.scenarios[0].scenario = "diners";
  summary.scenarios[0].counted = true;
  std::string html = sections_of(summary);
  CHECK_THAT(row_of(html, "stage 1"), Contains("0:00") && Contains("0/s to 20/s") && Contains("3.00ms"));
  CHECK_THAT(row_of(html, "stage 2"), Contains("1:05") && Contains(">20/s<") && Contains("1,300"));
  CHECK_THAT(row_of(html, "look"), Contains("2.00ms"));
  CHECK_THAT(html, Contains("p99 of the response time was highest in stage 2 (20/s, from 1:05 on): 8.00ms."));
  summary.stages[0].of_users = true;
  summary.stages[1].scenario = "couriers";
  html = sections_of(summary);
  CHECK_THAT(row_of(html, "diners: stage 1"), Contains("0 to 20 users"));
}

TEST_CASE("each value of a tag has a row, and the finding names the slowest") {
  runs::Summary summary;
  summary.tags = {{"zone", "north", step("", 3'000'000), {step("order", 3'000'000)}},
                  {"zone", "south", step("", 9'000'000, 7), {step("look", 1'000'000), step("order", 9'000'000)}}};
  const std::string html = sections_of(summary);
  CHECK_THAT(row_of(html, "zone = north"), Contains("3.00ms"));
  CHECK_THAT(row_of(html, "zone = south"), Contains("9.00ms") && Contains("bad"));
  CHECK_THAT(row_of(html, "zone = south"), Contains("data-value=\"2000\">2,000</td><td class=\"n bad\" data-value=\"7\">7</td>"));
  CHECK_THAT(row_of(html, "zone = north"), Contains("data-value=\"2000\">2,000</td><td class=\"n\" data-value=\"0\">0</td>"));
  CHECK_THAT(row_of(html, "look"), Contains("1.00ms"));
  CHECK_THAT(html, Contains("Slowest are the requests with zone = south: p99 of the response time is 9.00ms."));
}

TEST_CASE("a metric is told in the figures of its kind") {
  runs::Summary summary;
  summary.actual = std::chrono::seconds(10);
  runs::MetricSums counter, gauge, rate, trend, time;
  counter.sum = 1234.5;
  gauge.last = 2.5;
  gauge.min = -1;
  gauge.max = 9;
  rate.count = 8;
  rate.hits = 2;
  trend.count = time.count = 2000;
  trend.values = times(2500);
  time.values = times(12'500'000);
  CHECK(words_of(summary, "counter", counter).figure == "1234.5, 123.5/s");
  counter.sum = 12'345'678;
  CHECK(words_of(summary, "counter", counter).figure == "12,345,678, 1,234,568/s");
  CHECK(words_of(summary, "gauge", gauge).figure == "last 2.5");
  CHECK(words_of(summary, "gauge", gauge).min == "-1");
  CHECK(words_of(summary, "gauge", gauge).max == "9");
  CHECK(words_of(summary, "gauge", gauge).p99 == "-");
  CHECK(words_of(summary, "rate", rate).figure == "25.00 %");
  CHECK(words_of(summary, "trend", trend).p99 == "2.5");
  CHECK(words_of(summary, "trend", trend).figure == "mean 2.5");  // its histogram holds three digits, and 2.501 would be its own
  CHECK(words_of(summary, "time", time).p99 == "12.5ms");
  CHECK(words_of(summary, "time", time).figure == "mean 12.5ms");
  trend.values = times(2500, 19);
  CHECK(words_of(summary, "trend", trend).p50 == "-");
}

TEST_CASE("a metric's parts stand below it, told apart by scenario and tags") {
  runs::Summary summary;
  summary.scenarios.resize(2);
  runs::MetricSums all, part;
  all.sum = 3;
  part.sum = 1;
  summary.metrics = {{"orders", "counter", all, {{"diners", {{"zone", "north"}}, part}, {"couriers", {}, part}}},
                     {"alone", "counter", all, {{"diners", {}, all}}}};
  const std::string html = sections_of(summary);
  CHECK_THAT(html, Contains("class=\"depth1\">diners, zone north</th>") && Contains("class=\"depth1\">couriers</th>"));
  CHECK_THAT(row_of(html, "couriers"), Contains(">1<") && !Contains("mean"));
  CHECK_THAT(html, Contains("orders: 3; alone: 3."));
  summary.scenarios.clear();
  CHECK_THAT(sections_of(summary), Contains(">zone north</th>") && Contains(">no tags</th>"));
}

TEST_CASE("metrics beyond what the table holds are counted below it") {
  runs::Summary summary;
  for (int i = 0; i < 503; ++i) summary.metrics.push_back({"metric " + std::to_string(i), "counter", {}, {}});
  CHECK_THAT(sections_of(summary), Contains("3 metrics are left out; run.json has all.") && !Contains("metric 500</th>"));
  summary.metrics.resize(501);
  CHECK_THAT(sections_of(summary), Contains("1 metric is left out; run.json has all."));
  summary.metrics.resize(500);
  CHECK_THAT(sections_of(summary), Contains("metric 499</th>") && !Contains("left out"));
}

TEST_CASE("places where the script failed and rejected are listed with the first message") {
  runs::Summary summary;
  summary.rejections = {{"diners", "s.lua:4", "s.lua:4: sold <out>", 1200}};
  summary.script_errors = {{"diners", "s.lua:9", "s.lua:9: boom", 3}};
  const std::string html = sections_of(summary, {"errors"});
  CHECK_THAT(html, Contains("s.lua:4</th>") && Contains("1,200") && Contains("sold &lt;out&gt;"));
  CHECK_THAT(html, Contains("id=\"script-errors-table\"") && Contains("s.lua:9: boom"));
}

TEST_CASE("the whole page has a section for each breakdown, and says what bounds were reached") {
  runs::RunRecord record = test::sample_run({});
  test::add_breakdown(record);
  const std::string page = report_page(test::SampleMaterial{record}.material());
  for (const char* id : {"scenarios", "groups", "stages", "tags", "metrics"})
    CHECK_THAT(page, Contains(std::string("<section id=\"") + id));
  for (const char* words : {"check out", "zone = north", "queue_time", "lunch_rush.lua:41: sold out", "has more than 50 values"})
    CHECK_THAT(page, Contains(words));
  CHECK(page.find("{{") == std::string::npos);
}
