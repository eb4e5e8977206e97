#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>

#include "reports/pages/panels/verdict/banner.hpp"
#include "reports/pages/panels/verdict/environment_panel.hpp"
#include "reports/pages/panels/verdict/headline_panel.hpp"
#include "reports/pages/panels/verdict/thresholds_panel.hpp"
#include "reports/pages/panels/verdict/trust_panel.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;

namespace {

using Sample = test::SampleMaterial;

runs::RunRecord record_with(const char* expression) {
  runs::RunRecord record = test::sample_run({});
  if (*expression != '\0') test::add_threshold(record, "response_time", expression);
  return record;
}

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("the banner says in words what to make of the run") {
  struct Row {
    const char* threshold;
    const char* css_class;
    const char* words;
  };
  const Row row = GENERATE(values<Row>({
      {"", "passed", "The scenario asks nothing of the target, so nothing could fail; the measurement can be trusted."},
      {"p(50) < 1s", "passed", "The one threshold was kept, and the measurement can be trusted."},
      {"p(50) < 1us", "failed", "p(50) of response_time was "},
  }));
  const Sample run{record_with(row.threshold)};
  const Banner banner = banner_of(run.material());
  CHECK(banner.css_class == row.css_class);
  CHECK_THAT(banner.html, Contains(row.words));
}

TEST_CASE("the banner names the run, its start in UTC, its command, seed and version") {
  const Sample run{record_with("")};
  const Banner banner = banner_of(run.material());
  CHECK(banner.title == "lunch_rush.lua: Valid, no thresholds to pass");
  for (const char* part : {"<dd>lunch-rush-20261121T063000Z-7f3a</dd>",
                           "<time class=\"start\" datetime=\"2026-11-21T06:30:00.123Z\">2026-11-21 06:30:00 UTC</time>", "<dd>42</dd>",
                           "<dd>0.1.0</dd>", "<dd>http://127.0.0.1:8080</dd>",
                           "rushhour run scenarios/lunch_rush.lua -e &#39;NAME=it&#39;\\&#39;&#39;s me&#39;", "<dt>Length</dt>"})
    CHECK_THAT(banner.html, Contains(part));
}

TEST_CASE("an imported run says whose it is, and that its start is not known where it is not") {
  runs::RunRecord record = test::sample_run({});
  record.meta["imported"] = {{"tool", "wrk"}, {"latency", "service"}, {"start_known", false}, {"files", nlohmann::json::array()}};
  const Sample run{record};
  const Banner banner = banner_of(run.material());
  CHECK_THAT(banner.html, Contains("lunch_rush.lua, imported from wrk") && Contains("<dt>Started</dt><dd>not known</dd>"));
  CHECK_THAT(banner.html, Contains("nothing tells whether its load generator kept up") && !Contains("<time"));
  CHECK_THAT(headline_panel(run.material())->body, Contains("offered load not known") && !Contains("offered</span>"));
}

TEST_CASE("each threshold has a bar of what was observed beside its limit") {
  const Sample run{record_with("p(50) < 1s")};
  const std::string body = thresholds_panel(run.material())->body;
  CHECK_THAT(body, Contains("class=\"kept\"") && Contains("where the limit, the line in the middle, is &lt; 1s"));
  const Sample none{record_with("p(99.999) < 1s")};  // more than the sample carries
  CHECK_THAT(thresholds_panel(none.material())->body, !Contains("<svg"));
}

TEST_CASE("iterations that ended after the plan's end are not taken for missing ones") {
  Sample run{record_with("")};
  CHECK_THAT(headline_panel(run.material())->body, Contains("<b>173.0/s</b><span>of 173.0/s offered</span>"));
  run.conclusion.summary.actual = 2 * run.conclusion.summary.planned;
  CHECK_THAT(headline_panel(run.material())->body, Contains("<span>all of 12,110 offered</span>"));
  run.conclusion.summary.load.done -= 1;
  CHECK_THAT(headline_panel(run.material())->body, Contains("<span>of 173.0/s offered</span>"));
}

TEST_CASE("a run that goes on has lost nothing yet, one that ended without a word has") {
  runs::RunRecord record = record_with("");
  record.meta.erase("ended_by");
  record.interrupted = true;
  CHECK_THAT(trust_panel(Sample{record}.material())->body, Contains("<h3>lost seconds</h3><b>from 1:10 on</b>"));
  record.running = true;
  CHECK_THAT(trust_panel(Sample{record}.material())->body, Contains("<h3>lost seconds</h3><b>none so far</b>"));
}

TEST_CASE("of a run in which nothing happened nothing is called good but what was not needed") {
  test::SampleRun nothing;
  nothing.length_s = nothing.warmup_s = 0;
  const std::string body = trust_panel(Sample{test::sample_run(nothing)}.material())->body;
  CHECK_THAT(body, Contains("<h3>schedule</h3><b>0 of 0 iterations</b><p>Nothing was offered, so there is nothing to be late for.</p>"));
  for (const char* item : {"schedule", "send lag"})
    CHECK_THAT(
        body, Contains(fmt::format("<li class=\"warn\"><span class=\"sign\" role=\"img\" aria-label=\"mind this\">!</span><h3>{}<", item)));
}

TEST_CASE("a schedule that the generator missed is marked as bad as the verdict says it is") {
  test::SampleRun late;
  late.stalls = late.weak_generator = true;
  const Sample run{test::sample_run(late)};
  REQUIRE_FALSE(run.conclusion.validity.valid);
  CHECK_THAT(trust_panel(run.material())->body, Contains("aria-label=\"bad\">✕</span><h3>schedule<"));
  test::SampleRun slow;
  slow.stalls = true;  // the target's doing
  CHECK_THAT(trust_panel(Sample{test::sample_run(slow)}.material())->body, Contains("aria-label=\"mind this\">!</span><h3>schedule<"));
}

TEST_CASE("a lag that a reader would wonder at says why it is allowed") {
  const char* why = "That is allowed while it is less than a tenth of the response time (p99 9";
  CHECK_THAT(trust_panel(Sample{record_with("")}.material())->body, !Contains(why));
  test::SampleRun weak;
  weak.stalls = weak.weak_generator = true;  // requests leave up to 33ms late, and take most of a second
  CHECK_THAT(trust_panel(Sample{test::sample_run(weak)}.material())->body, Contains(why));
}

TEST_CASE("seconds without a line of counters are told, and when") {
  runs::RunRecord record = test::sample_run({});
  const auto trust = [](const runs::RunRecord& of) {
    const Sample run{of};
    return trust_panel(run.material())->body;
  };
  CHECK_THAT(trust(record), Contains("lost seconds</h3><b>none</b>"));
  for (std::size_t i = 40; i < record.ticks.size(); ++i)
    record.ticks[i]["at_ns"] = record.ticks[i]["at_ns"].get<std::int64_t>() + 7'500'000'000;
  CHECK_THAT(trust(record), Contains("lost seconds</h3><b>7.50s</b>") && Contains("the longest time from 0:40 on"));
  record = test::sample_run({});
  record.ticks.resize(30);
  record.intervals.resize(30);
  record.interrupted = true;
  record.meta.erase("ended_by");
  CHECK_THAT(trust(record), Contains("lost seconds</h3><b>from 0:30 on</b>"));
}

TEST_CASE("while a run goes on, only what is lost or late is marked in its schedule, and what is under way is told as it is") {
  struct Row {
    const char* key;
    std::int64_t by;
    const char* mark;
    const char* words;
  };
  const Row row = GENERATE(values<Row>({
      {"done", 0, "good", "The load that was asked for is the load that was done so far."},
      {"done", -7, "good", "So far 7 under way."},
      {"offered", 3, "good", "The load that was asked for is the load that was done so far."},  // about to begin
      {"dropped", 4, "warn", "So far 4 dropped."},
      {"censored", 2, "warn", "So far 2 cut off."},
  }));
  runs::RunRecord record = test::sample_run({});
  record.running = record.interrupted = true;
  record.meta.erase("ended_by");
  nlohmann::json& last = record.ticks.back();
  last[row.key] = last.value(row.key, std::int64_t{0}) + row.by;
  if (std::string(row.key) == "dropped") last["offered"] = last["offered"].get<std::int64_t>() + row.by;
  if (std::string(row.key) == "censored") last["done"] = last["done"].get<std::int64_t>() - row.by;
  const Sample run{record};
  const std::string html = trust_panel(run.material())->body;
  INFO(html);
  const std::size_t item = html.find("<h3>schedule</h3>");
  REQUIRE(item != std::string::npos);
  CHECK_THAT(html.substr(html.rfind("<li", item), 16), Contains(row.mark));
  CHECK_THAT(html.substr(item), Contains(row.words));
  CHECK_THAT(html, Contains("lost seconds</h3><b>none so far</b>"));
}

TEST_CASE("while a run goes on, arrivals that wait for a user are late") {
  runs::RunRecord record = test::sample_run({});
  record.running = record.interrupted = true;
  nlohmann::json& last = record.ticks.back();
  last["offered"] = last["offered"].get<std::int64_t>() + 3;
  last["waited_for_user"] = 3;
  const Sample run{record};
  CHECK_THAT(trust_panel(run.material())->body, Contains("So far 3 still wait for a user."));
}

TEST_CASE("the script that was kept is shown line by line, as text") {
  const ScratchFolder scratch;
  runs::RunRecord record = record_with("");
  record.directory = scratch.path();
  const auto body = [&] { return environment_panel(Sample{record}.material())->body; };
  CHECK_THAT(body(), !Contains("script-source"));
  write_file(scratch.path() / "scenario" / "lunch_rush.lua", "-- <b>\r\n\tlocal x = 1 -- שלום\n\x1b[31m");
  CHECK_THAT(body(), Contains("The script as it was run (3 lines)"));
  CHECK_THAT(body(), Contains("-- &lt;b&gt;\n    local x = 1 -- <bdi>שלום</bdi>\n\\x1b[31m\n"));
}

TEST_CASE("of a script that is longer than anybody reads the beginning is shown") {
  const ScratchFolder scratch;
  runs::RunRecord record = record_with("");
  record.directory = scratch.path();
  write_file(scratch.path() / "scenario" / "lunch_rush.lua", std::string(200'000, 'x'));
  const std::string body = environment_panel(Sample{record}.material())->body;
  CHECK_THAT(body, Contains("; the first 64 KB of it"));
  CHECK_THAT(body, Contains(std::string(65'536, 'x')) && !Contains(std::string(65'537, 'x')));
}

TEST_CASE("the plan is told in the unit of each scenario: iterations a second, or users") {
  runs::RunRecord record = record_with("");
  const auto stage = [](const char* what, int from, int to, int length_s) {
    return nlohmann::json{
        {"length_ns", length_s * std::int64_t{1'000'000'000}}, {std::string(what) + "_begin", from}, {std::string(what) + "_end", to}};
  };
  record.meta["plan"]["scenarios"] = {
      {{"name", "open"}, {"executor", "ramping-arrival-rate"}, {"stages", {stage("rate", 20, 200, 20), stage("rate", 200, 200, 40)}}},
      {{"name", "closed"}, {"executor", "ramping-vus"}, {"stages", {stage("users", 0, 50, 10), stage("users", 50, 50, 30)}}},
      {{"name", "steady"}, {"executor", "constant-vus"}, {"vus", 7}}};
  const std::string body = environment_panel(Sample{record}.material())->body;
  CHECK_THAT(body, Contains("<td>20/s to 200/s in 20s, then 200/s for 40s</td>"));
  CHECK_THAT(body, Contains("<td>0 to 50 users in 10s, then 50 users for 30s</td>"));
  CHECK_THAT(body, Contains("<td>7 users</td>"));
}

TEST_CASE("the command that does it again names the seed, and the settings where they come from") {
  const Sample run{record_with("")};
  const std::string body = environment_panel(run.material())->body;
  CHECK_THAT(body, Contains("class=\"copied\">rushhour run scenarios/lunch_rush.lua") && Contains("--seed 42</code>"));
  CHECK_THAT(body, Contains("id=\"settings-table\"") && Contains(">default</td>"));
}
