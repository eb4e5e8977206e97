#include "reports/outputs/github.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/reports/outputs/told_runs.hpp"

using namespace rushhour;
using test::times_in;
using test::Told;

namespace {

std::string summary_of(const Told& run) {
  const std::string text = outputs::github_summary(run.record, run.conclusion);
  CHECK(text.size() <= outputs::summary_bytes_max);
  for (const char* element : {"table", "tr", "td", "th", "ul", "li", "p", "code"}) {
    const std::string name(element);
    CHECK(times_in(text, "<" + name + ">") + times_in(text, "<" + name + " ") == times_in(text, "</" + name + ">"));
  }
  return text;
}

std::size_t at(const std::string& text, const std::string& part) {
  INFO(part);
  const std::size_t found = text.find(part);
  REQUIRE(found != std::string::npos);
  return found;
}

}  // namespace

TEST_CASE("a summary begins with the verdict and goes from thresholds to the report") {
  const std::string text = summary_of(test::failed_run());
  CHECK(text.starts_with("## \xE2\x9D\x8C Load test: failed: 2 of 4 thresholds\n\n<p><code>lunch_rush</code>, 1m10s, of which 5s warm-up"));
  const std::size_t thresholds = at(text, "### Thresholds");
  const std::size_t steps = at(text, "### Steps");
  const std::size_t errors = at(text, "### Errors");
  CHECK(thresholds < steps);
  CHECK(steps < errors);
  CHECK(errors < at(text, "### Failed checks"));
  CHECK(at(text, "### Failed checks") < at(text, "### Trust"));
  CHECK(at(text, "### Trust") < at(text, "<code>runs/lunch-rush-20261121T063000Z-7f3a/report.html</code>"));
  // What failed stands before what was kept.
  CHECK(at(text, "<td>FAIL <code>response_time{step:place order}</code> p(99)</td>") < at(text, "<td>ok <code>http_req_failed</code>"));
  CHECK(at(text, "<td><code>http 503</code></td>") > errors);
}

TEST_CASE("each kind of end has its words and its sign") {
  CHECK(summary_of(test::passed_run()).starts_with("## \xE2\x9C\x85 Load test: passed\n"));
  const std::string invalid = summary_of(test::invalid_run());
  CHECK(invalid.starts_with("## \xE2\x9A\xA0\xEF\xB8\x8F Load test: invalid measurement\n"));
  CHECK(invalid.find("Nothing follows from these: the measurement is invalid.") != std::string::npos);
  CHECK(summary_of(test::tolerated_run()).find("Nothing follows from these") == std::string::npos);
  CHECK(summary_of(test::stopped_run()).starts_with("## \xE2\x9D\x8C Load test: interrupted\n"));
  const std::string imported = summary_of(test::imported_run());
  CHECK(imported.starts_with("## \xE2\x9A\xA0\xEF\xB8\x8F Load test: measurement not judged"));
  CHECK(imported.find("<th>Service time</th>") != std::string::npos);
}

TEST_CASE("why a run ended is the first of the reasons") {
  Told run = test::empty_run();
  run.record.meta["ended_by"] = "script";
  run.record.meta["ended_because"] = "setup() failed: lunch.lua:4: <b>no city</b>";
  const std::string text = summary_of(test::told(std::move(run.record)));
  CHECK(text.starts_with("## \xE2\x9D\x8C Load test: the script failed\n"));
  CHECK(at(text, "<ul>\n<li>setup() failed: lunch.lua:4: &lt;b&gt;no city&lt;/b&gt;</li>") < at(text, "<li>The script failed, so"));
}

TEST_CASE("a step's row has the figures of the terminal's") {
  const std::string text = summary_of(test::passed_run());
  CHECK(text.find("<th>Response time</th><th>count</th><th>errors</th><th>p50</th><th>p90</th><th>p99</th><th>p99.9</th><th>max</th>") !=
        std::string::npos);
  CHECK(times_in(text, "<tr><td><code>") >= 3);
  CHECK(text.find("<tr><td>all steps</td>") < text.find("<tr><td><code>read menu</code></td>"));
}

TEST_CASE("of a tool that keeps no samples the steps are those that it states") {
  const std::string text = summary_of(test::stated_run());
  CHECK(text.find("<th>as k6 states it</th><th>count</th><th>errors</th><th>mean</th><th>p50</th><th>p95</th><th>max</th>") !=
        std::string::npos);
  CHECK(text.find("<code>(all requests)</code>") != std::string::npos);
  CHECK(summary_of(test::empty_run()).find("Nothing was measured.") != std::string::npos);
}

TEST_CASE("five thousand steps are cut with a sentence that says so") {
  const std::string text = summary_of(test::crowded_run(5000));
  const std::size_t shown = times_in(text, "<tr><td><code>step ");
  CHECK(shown > 20);
  CHECK(text.find("<p>And " + std::to_string(5000 - shown) + " more steps; the report has all of them.</p>") != std::string::npos);
  CHECK(text.find("### Trust") != std::string::npos);
}

TEST_CASE("whatever there is of everything, the summary keeps its bound and each part is there") {
  Told run = test::evil_run();
  const std::string long_name(5000, '<');
  std::string pile = "z";  // no wider than one letter
  for (int i = 0; i < 3000; ++i) pile += "\xCC\x81";
  for (int i = 0; i < 2000; ++i) {
    const std::string number = std::to_string(i);
    run.record.meta["plan"]["thresholds"].push_back({{"metric", "response_time"}, {"expression", "p(9" + number + ") < 1ms"}});
    if (i >= 10) run.record.meta["plan"]["thresholds"].back()["expression"] = "p(99." + number + ") < 1ms";
    run.record.ticks[0]["errors"][number + long_name] = 1;
    run.record.ticks[0]["checks"][number + pile] = {0, 1};
  }
  run = test::told(std::move(run.record));
  for (int i = 0; i < 3000; ++i) run.conclusion.validity.warnings.push_back("warning " + long_name);
  const std::string text = summary_of(run);
  CHECK(text.size() > 30'000);
  for (const char* part : {"more thresholds;", "more kinds;", "more checks;", "more warnings;", "### Steps", "report.html"}) at(text, part);
}

TEST_CASE("names are never Markdown, HTML, mentions or commands") {
  const std::string text = summary_of(test::evil_run());
  CHECK(text.find("<script") == std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
  // HTML ends at an empty line; behind one only words of ours may stand.
  bool in_html = false;
  for (const std::string& line : test::lines_of(text)) {
    if (line.starts_with("<")) in_html = true;
    if (line.empty()) in_html = false;
    if (!in_html) CHECK(line.find("someone") == std::string::npos);
  }
  CHECK(times_in(text, "@someone") > 1);
}

TEST_CASE("what bench measured has no report to point to") {
  Told run = test::passed_run();
  run.record.meta["command_line"] = {"rushhour", "bench", "http://127.0.0.1/"};
  CHECK(summary_of(run).find("report.html") == std::string::npos);
}
