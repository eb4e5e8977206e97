// Runs at the edges: next to nothing, far too much, very short and very long. Page and terminal show what there is and nothing made up.

#include <catch2/catch.hpp>
#include <chrono>
#include <string>

#include "reports/pages/report_page.hpp"
#include "reports/pages/terminal/terminal_summary.hpp"
#include "tests/unit/reports/sample_material.hpp"
#include "tests/unit/reports/sample_run.hpp"

using namespace rushhour;
using namespace std::chrono_literals;
using Catch::Contains;
using nlohmann::json;
using test::sample_run;
using test::SampleRun;

namespace {

struct Shown {
  std::string page, terminal;
  json data;
};

std::string data_block(const std::string& page) {
  const std::string_view begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t at = page.find(begin) + begin.size();
  return page.substr(at, page.find("</script>", at) - at);
}

// What no reader can take for a figure must stand nowhere.
Shown show(const runs::RunRecord& record) {
  const test::SampleMaterial sample{record};
  const pages::Material material = sample.material();
  pages::TerminalStyle style;
  style.utf8 = true;
  Shown shown{pages::report_page(material), pages::terminal_summary(material, style), {}};
  shown.data = json::parse(data_block(shown.page), nullptr, false);
  CHECK(shown.data.is_object());
  const std::string tables = shown.page.substr(shown.page.find("<main"), shown.page.find("<noscript") - shown.page.find("<main"));
  for (const char* odd : {">nan", ">inf", ">-nan", ">-inf", "nan %", "inf %", "nan/s", "inf/s", "infms", "nanms"}) {
    INFO(odd);
    CHECK(tables.find(odd) == std::string::npos);
    CHECK(shown.terminal.find(odd) == std::string::npos);
  }
  return shown;
}

json tick(Instant at, std::uint64_t iterations, std::uint64_t requests) {
  return {{"at_ns", at.count()},      {"offered", iterations}, {"started", iterations}, {"done", iterations}, {"requests", requests},
          {"errors", json::object()}, {"users_busy", 1},       {"users_permitted", 10}, {"cpu", {0.2}}};
}

// Nothing but what is put in.
runs::RunRecord bare_run(Instant length) {
  SampleRun wanted;
  wanted.length_s = 0;
  wanted.warmup_s = 0;
  runs::RunRecord record = sample_run(wanted);
  record.meta["plan"]["length_ns"] = length.count();
  record.meta["plan"]["scenarios"][0]["stages"] = {{{"length_ns", length.count()}, {"rate_begin", 1}, {"rate_end", 1}}};
  return record;
}

void add_samples(runs::RunRecord& record, Instant begin, Instant length, const std::string& step, std::int64_t ns, std::uint64_t times) {
  latency::Interval interval{begin, length, {}};
  for (const char* kind : {"response", "service"}) interval.series[{"diners", step, kind, true, false}].record(ns, times);
  interval.series[{"", "", "send_lag", true, false}].record(50'000, times);
  record.intervals.push_back(std::move(interval));
}

}  // namespace

TEST_CASE("a run in which nothing happened is said to be empty, on a page of less than 300 KB") {
  const Shown shown = show(bare_run(1s));
  CHECK(shown.page.size() < 300'000);
  CHECK_THAT(shown.terminal, Contains("nothing was measured"));
  CHECK_THAT(shown.terminal, !Contains("over the run"));
}

TEST_CASE("a series with a single sample has a maximum and a median, and no percentile beyond") {
  runs::RunRecord record = bare_run(1s);
  add_samples(record, 0s, 1s, "once", 7'000'000, 1);
  record.ticks.push_back(tick(1s, 1, 1));
  const Shown shown = show(record);
  CHECK_THAT(shown.terminal, Contains("once") && Contains("7.00ms"));
  const std::size_t line = shown.terminal.find("    once ");
  REQUIRE(line != std::string::npos);
  const std::string row = shown.terminal.substr(line, shown.terminal.find('\n', line) - line);
  CHECK_THAT(row, Catch::Matches(" +once +1 +0 % +7.00ms( +-)+ +7.00ms"));
}

TEST_CASE("a step without samples beside one that has some takes no row of figures away") {
  runs::RunRecord record = bare_run(1s);
  add_samples(record, 0s, 1s, "busy", 7'000'000, 500);
  record.intervals.back().series[{"diners", "idle", "response", true, false}];
  record.ticks.push_back(tick(1s, 500, 500));
  CHECK_THAT(show(record).terminal, Contains("busy"));
}

TEST_CASE("a thousand million samples are counted to the last one") {
  runs::RunRecord record = bare_run(100s);
  for (int s = 0; s < 100; ++s) {
    add_samples(record, s * 1s, 1s, "flood", 1'000'000 + s * 10'000, 10'000'000);
    record.ticks.push_back(tick((s + 1) * 1s, 10'000'000, 10'000'000));
  }
  const Shown shown = show(record);
  CHECK_THAT(shown.terminal, Contains("1,000,000,000"));
  CHECK_THAT(shown.page, Contains("1,000,000,000"));
  CHECK(shown.page.size() < 2'000'000);
}

TEST_CASE("beyond five hundred names the others stand together, and page and terminal say so") {
  runs::RunRecord record = bare_run(2s);
  latency::Interval interval{0s, 1s, {}};
  for (int i = 0; i <= 500; ++i)
    for (const char* kind : {"response", "service"})
      interval.series[{"diners", i == 500 ? "(other)" : "step " + std::to_string(i), kind, true, false}].record(5'000'000,
                                                                                                                i == 500 ? 45'000 : 10);
  record.intervals.push_back(std::move(interval));
  record.ticks.push_back(tick(1s, 50'000, 50'000));
  const std::string words = "Scenario 'diners' has more than 500 step names: the rest stand as '(other)'.";
  record.events.push_back({{"at_ns", 500'000'000}, {"event", "warning"}, {"message", words}});
  const Shown shown = show(record);
  CHECK_THAT(shown.page, Contains("(other)") && Contains("45,000") && Contains("more than 500 step names"));
  CHECK_THAT(shown.terminal, Contains("more than 500 step names"));
  CHECK_THAT(shown.terminal, Contains("and 461 more steps"));
  CHECK(shown.page.size() < 2'000'000);
}

TEST_CASE("a run of a fifth of a second has its page") {
  runs::RunRecord record = bare_run(200ms);
  add_samples(record, 0s, 200ms, "blink", 7'000'000, 40);
  record.ticks.push_back(tick(200ms, 40, 40));
  const Shown shown = show(record);
  CHECK_THAT(shown.terminal, Contains("200ms") && Contains("40") && Contains("blink"));
  CHECK_THAT(shown.page, Contains("blink"));
}

TEST_CASE("a run of 24 hours has a page of less than 5 MB, and its charts no more points than an hour's") {
  const auto run_of = [](int minutes) {
    runs::RunRecord record = bare_run(minutes * 60s);
    for (int minute = 0; minute < minutes; ++minute) {
      add_samples(record, minute * 60s, 60s, "night", (4 + minute % 9) * 1'000'000, 6000);
      for (int s = 1; s <= 60; ++s) record.ticks.push_back(tick(minute * 60s + s * 1s, 100, 100));
    }
    return show(record);
  };
  const Shown hour = run_of(60);
  const Shown day = run_of(24 * 60);
  CHECK(day.page.size() < 5'000'000);
  CHECK(day.data.dump().size() < 30 * hour.data.dump().size());
  CHECK_THAT(day.terminal, Contains("24h00m") && Contains("8,640,000"));
}
