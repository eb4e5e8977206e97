#include "reports/pages/panels/steps/phases_panel.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>

#include "reports/pages/panels/steps/slowest_table.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;
using namespace std::chrono_literals;

namespace {

std::string section_of(const runs::RunRecord& record) {
  const std::optional<Panel> panel = phases_panel(test::SampleMaterial{record}.material());
  return panel ? html_of(*panel) : std::string();
}

runs::RunRecord with_phases() {
  runs::RunRecord record = test::sample_run({});
  latency::Interval minute{std::chrono::seconds(0), std::chrono::seconds(60), {}};
  const auto add = [&](const char* step, const char* kind, std::int64_t ns, std::uint64_t count) {
    minute.series[{"diners", step, kind, true, false}].record(ns, count);
  };
  add("read menu", "send", 100'000, 2000);
  add("read menu", "wait", 3'000'000, 2000);
  add("read menu", "receive", 900'000, 2000);
  add("read menu", "part:db <1>", 2'000'000, 2000);
  add("place order", "connect", 1'000'000, 20);
  add("place order", "wait", 1'000'000, 2000);
  record.minutes.push_back(std::move(minute));
  return record;
}

runs::SlowRequest slow(const char* step, Instant response) { return {65s, "diners", step, response, 1ms, 200, "", ""}; }

std::size_t rows_in(const std::string& html) {
  std::size_t n = 0;
  for (auto at = html.find("<tr><th scope=\"row\""); at != std::string::npos; at = html.find("<tr><th scope=\"row\"", at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("a run that tells nothing of phases and slow requests has no panel of them") { CHECK(section_of(test::sample_run({})).empty()); }

TEST_CASE("phases stand under their step with their share of the time, and the finding names where most of it went") {
  const std::string html = section_of(with_phases());
  CHECK_THAT(html, Contains("of the time of all requests went by in the phase wait: the time until the target began to answer."));
  const auto menu = html.find(">read menu</th>");
  REQUIRE(menu != std::string::npos);
  const std::string under = html.substr(menu, html.find("class=\"head\"", menu) - menu);
  CHECK_THAT(under, Contains("most in wait, 75.0 %") && !Contains("class=\"part-2\""));
  CHECK_THAT(under, Contains("class=\"depth1\">send</th>") && Contains("2.5 %"));
  CHECK_THAT(under, Contains("class=\"depth1\">wait</th>") && Contains("75.0 %") && Contains("3.00ms"));
  CHECK_THAT(under, Contains("class=\"depth1\">receive</th>") && Contains("22.5 %") && !Contains(">connect</th>"));
  CHECK_THAT(under, Contains("class=\"depth1\">Server-Timing: db &lt;1&gt;</th>") && Contains("2.00ms"));
}

TEST_CASE("a part of Server-Timing has its share of the service time, and not of the phases") {
  runs::RunRecord record = with_phases();
  latency::Histogram whole;
  for (const latency::Interval& interval : record.intervals)
    for (const auto& [series, histogram] : interval.series)
      if (series.step == "read menu" && series.kind == "service" && !series.warmup) whole.merge(histogram);
  const double share = 2'000'000.0 * 2000 / (whole.mean() * static_cast<double>(whole.count()));
  const std::string html = section_of(record);
  const auto part = html.find(">Server-Timing: db &lt;1&gt;</th>");
  REQUIRE(part != std::string::npos);
  const std::string row = html.substr(part, html.find("</tr>", part) - part);
  CHECK_THAT(row, Contains(fmt::format(">{:.1f} %</td>", 100 * share)));
  CHECK(std::abs(share - 0.5) > 0.01);  // its share of the phases, 2 of 4 ms, would be another
}

TEST_CASE("a phase that took no time is told as that, and one that took nearly all of it not as all") {
  runs::RunRecord record = test::sample_run({});
  latency::Interval minute{std::chrono::seconds(0), std::chrono::seconds(60), {}};
  for (const auto& [kind, ns] : std::map<std::string, std::int64_t>{{"connect", 1'000}, {"send", 0}, {"wait", 300'000'000}})
    minute.series[{"diners", "read menu", kind, true, false}].record(ns, 2000);
  record.minutes.push_back(std::move(minute));
  const std::string html = section_of(record);
  CHECK_THAT(html, Contains("Nearly all of the time of all requests went by in the phase wait"));
  const auto send = html.find(">send</th>");
  const std::string row = html.substr(send, html.find("</tr>", send) - send);
  CHECK_THAT(row, Contains(">0s</td>") && Contains(">0 %</td>") && !Contains("0ns"));
  const auto connect = html.find(">connect</th>");
  CHECK_THAT(html.substr(connect, html.find("</tr>", connect) - connect), Contains(">&lt; 0.1 %</td>"));
}

TEST_CASE("a phase with few samples has no percentile that they cannot carry") {
  const std::string html = section_of(with_phases());
  const auto connect = html.find(">connect</th>");
  REQUIRE(connect != std::string::npos);
  const std::string row = html.substr(connect, html.find("</tr>", connect) - connect);
  CHECK_THAT(row, Contains("1.00ms") && Contains("<td class=\"n\">-</td>"));  // a median of twenty, no p99
}

TEST_CASE("the slowest requests come slowest first, with how they ended and their trace") {
  runs::RunRecord record;
  record.slowest = {slow("quick", 2ms), slow("slow", 9ms), slow("<b>", 5ms)};
  record.slowest[1].status = 0;
  record.slowest[1].error = "read timeout";
  record.slowest[2].trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  const std::string html = slowest_table(record, false);
  CHECK(html.find(">slow<") < html.find(">&lt;b&gt;<"));
  CHECK(html.find(">&lt;b&gt;<") < html.find(">quick<"));
  CHECK_THAT(html, Contains("class=\"bad\">read timeout</td>") && Contains(">200</td>") && Contains("data-value=\"9000000\">9.00ms"));
  CHECK_THAT(html, Contains(">1:05</td>") && Contains(">4bf92f3577b34da6a3ce929d0e0e4736</td>"));
  CHECK_THAT(slowest_table(record, true), Contains("diners: slow"));
}

TEST_CASE("at most fifty of the slowest are shown, and what a request does not tell is a dash") {
  runs::RunRecord record;
  for (int i = 0; i < 5000; ++i) record.slowest.push_back(slow("step", Instant(1'000'000 + i)));
  CHECK(rows_in(slowest_table(record, false)) == 50);
  CHECK_THAT(slowest_table(record, false), Contains("data-value=\"1004999\"") && !Contains(">trace</th>"));
  record.slowest = {{.step = "not answered"}};
  CHECK_THAT(slowest_table(record, false), Contains("<td class=\"n\">-</td>"));
  CHECK(slowest_table({}, false).empty());
}
