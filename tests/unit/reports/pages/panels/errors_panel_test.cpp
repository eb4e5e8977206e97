#include "reports/pages/panels/steps/errors_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "reports/pages/panels/steps/checks_panel.hpp"
#include "reports/pages/panels/steps/errors_over_time.hpp"
#include "reports/pages/panels/steps/metrics_panel.hpp"
#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

using Sample = test::SampleMaterial;

Sample stalled() {
  test::SampleRun wanted;
  wanted.stalls = true;
  return {test::sample_run(wanted)};
}

// A run of `seconds` in which the tick of second i counts what `errors(i)` says.
template <class Errors>
Sample with_errors(int length_s, Errors&& errors) {
  runs::RunRecord record = test::sample_run({.length_s = length_s, .warmup_s = 0});
  for (int s = 0; s < length_s; ++s) record.ticks[static_cast<std::size_t>(s)]["errors"] = errors(s);
  return {std::move(record)};
}

double sum(const nlohmann::json& rates, double point_s) {
  double all = 0;
  for (const nlohmann::json& rate : rates) all += rate.get<double>() * point_s;
  return all;
}

}  // namespace

TEST_CASE("kinds of errors come most first, with when they were first and last seen, and no other count than the summary's") {
  const Sample run = stalled();
  const ErrorsOverTime errors = errors_over_time(run.material());
  REQUIRE(errors.kinds.size() == run.conclusion.summary.errors.size());
  for (const ErrorKind& kind : errors.kinds) CHECK(kind.count == run.conclusion.summary.errors.at(kind.name));
  const auto refused =
      std::find_if(errors.kinds.begin(), errors.kinds.end(), [](const ErrorKind& kind) { return kind.name == "http 503"; });
  REQUIRE(refused != errors.kinds.end());
  CHECK(refused->first == std::chrono::seconds(31));
  CHECK(refused->last == std::chrono::seconds(36));
  CHECK(errors.kinds.front().count >= errors.kinds.back().count);
}

TEST_CASE("the same trouble under several names is one line") {
  const Sample run = with_errors(4, [](int s) { return nlohmann::json{{fmt::format("order {} is gone", s), 2U}, {"http 503", 1U}}; });
  const ErrorsOverTime errors = errors_over_time(run.material());
  REQUIRE(errors.kinds.size() == 2);
  CHECK(errors.kinds[0].name == "order <number> is gone");
  CHECK(errors.kinds[0].count == 8);
  CHECK(errors.kinds[1].name == "http 503");
  CHECK(errors.kinds[1].count == 4);
}

TEST_CASE("of more kinds than fifty the rarer ones stand together, and none is lost") {
  const Sample run = with_errors(2, [](int) {
    nlohmann::json errors = nlohmann::json::object();
    for (int i = 0; i < 300; ++i) errors[std::string(1 + i / 26, 'x') + static_cast<char>('a' + i % 26)] = static_cast<unsigned>(i + 1);
    return errors;
  });
  const ErrorsOverTime errors = errors_over_time(run.material());
  REQUIRE(errors.kinds.size() == most_errors + 1);
  CHECK(errors.left_out == 250);
  CHECK(errors.kinds.back().name == "(other)");
  std::uint64_t all = 0;
  for (const ErrorKind& kind : errors.kinds) all += kind.count;
  CHECK(all == 2 * 300 * 301 / 2);
  const Panel panel = *errors_panel(run.material());
  CHECK_THAT(panel.body, Contains("(other) holds 250 rarer kinds."));
  CHECK(panel.data["lines"].size() == 7);  // six by name, and all others
}

TEST_CASE("what is drawn of errors adds up to what was counted") {
  const Sample run = stalled();
  const Panel panel = *errors_panel(run.material());
  CHECK(panel.data["begin_s"].size() == 70);
  for (const nlohmann::json& line : panel.data["lines"]) {
    const double count = static_cast<double>(run.conclusion.summary.errors.at(line["name"]));
    CHECK(sum(line["rate"], panel.data["length_s"]) == Approx(count));
  }
  CHECK_THAT(panel.table, Contains("id=\"errors-over-time\"") && Contains(">0:30<"));
  CHECK_THAT(panel.body, Contains("class=\"spark bad\"") && Contains(">0:31</td>") && Contains(">0:36</td>"));
}

TEST_CASE("a run of a day draws no more points than a run of an hour, and one of 200 ms draws none") {
  runs::RunRecord record = test::sample_run({.length_s = 2, .warmup_s = 0});
  record.ticks[0]["errors"] = record.ticks[1]["errors"] = {{"http 503", 7U}};
  record.ticks[0]["at_ns"] = 40'000'000'000'000;
  record.ticks[1]["at_ns"] = 86'400'000'000'000;
  const Panel day = *errors_panel(Sample{record}.material());
  CHECK(day.data["begin_s"].size() == 300);
  CHECK(sum(day.data["lines"][0]["rate"], day.data["length_s"]) == Approx(14).margin(0.3));  // of rates to three decimals
  record.ticks.resize(1);
  record.intervals.clear();
  record.ticks[0]["at_ns"] = 200'000'000;
  const Sample blink{record};
  const Panel panel = *errors_panel(blink.material());
  CHECK(panel.data["begin_s"].size() == 1);
  CHECK_THAT(panel.body, Contains("http 503") && !Contains("<svg"));
}

TEST_CASE("a run without errors says so and draws nothing") {
  const Sample run = with_errors(3, [](int) { return nlohmann::json::object(); });
  const Panel panel = *errors_panel(run.material());
  CHECK(panel.chart.empty());
  CHECK(panel.data.is_null());
  CHECK(panel.body.empty());
  CHECK(panel.finding == fmt::format("None of {} requests failed.", run.conclusion.summary.totals.count));
}

TEST_CASE("where no request ended, none is said to have gone well") {
  runs::RunRecord record;
  record.ticks.push_back({{"at_ns", 1'000'000'000}, {"offered", 1U}, {"done", 1U}});
  const Sample run{record};
  CHECK(errors_panel(run.material())->finding == "No request ended, so none failed.");
}

TEST_CASE("checks stand by name with what failed over time") {
  const Sample run = stalled();
  const Panel panel = *checks_panel(run.material());
  const runs::CheckFigures& figures = run.conclusion.summary.checks.at("menu has dishes");
  CHECK(figures.fails == 5);
  CHECK_THAT(panel.finding, Contains("5 of ") && Contains("most often 'menu has dishes'"));
  CHECK_THAT(panel.body, Contains(fmt::format("data-value=\"{}\"", figures.passes)) && Contains("class=\"n bad\" data-value=\"5\""));
  CHECK_THAT(panel.body, Contains("failures per second over the run"));
}

TEST_CASE("checks that all passed are good news, and a run without any has no panel") {
  const Sample good{test::sample_run({})};
  CHECK_THAT(checks_panel(good.material())->finding, Contains("checks, and all of them passed."));
  CHECK_THAT(checks_panel(good.material())->body, !Contains("<svg"));
  runs::RunRecord record = test::sample_run({});
  for (nlohmann::json& tick : record.ticks) tick.erase("checks");
  const Sample none{record};
  CHECK_FALSE(checks_panel(none.material()).has_value());
}

TEST_CASE("of a thousand checks five hundred have a row") {
  runs::RunRecord record = test::sample_run({.length_s = 1, .warmup_s = 0});
  nlohmann::json& checks = record.ticks[0]["checks"] = nlohmann::json::object();
  for (int i = 0; i < 1000; ++i) checks[fmt::format("check {:04}", i)] = {3U, 1U};
  const Panel panel = *checks_panel(Sample{record}.material());
  CHECK_THAT(panel.body, Contains(">check 0499</th>") && !Contains(">check 0500</th>") && Contains(">(other)</th>"));
  CHECK_THAT(panel.body, Contains("data-value=\"1500\"") && Contains("data-value=\"500\""));
}

TEST_CASE("counters and gauges of the script have a line over time") {
  runs::RunRecord record = test::sample_run({});
  test::add_breakdown(record);
  const std::string body = metrics_panel(Sample{record}.material())->body;
  const auto row = [&](const std::string& name) {
    const auto at = body.find(">" + name + "</th>");
    REQUIRE(at != std::string::npos);
    return body.substr(at, body.find("</tr>", at) - at);
  };
  CHECK_THAT(row("orders"), Contains("aria-label=\"per second over the run\""));
  CHECK_THAT(row("depth"), Contains("aria-label=\"its value over the run\""));
  CHECK_THAT(row("from_cache"), !Contains("<svg"));
}
