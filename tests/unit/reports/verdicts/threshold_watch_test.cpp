#include "reports/verdicts/threshold_watch.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/reports/sample_run.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::verdicts;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr std::int64_t ms = 1'000'000;

json plan(std::initializer_list<json> thresholds) {
  return {{"warmup_ns", 0}, {"length_ns", 60'000 * ms}, {"scenarios", json::array()}, {"thresholds", json(thresholds)}};
}

json stated(const char* metric, const char* expression, std::int64_t over_s = 0, bool abort = false) {
  return {{"metric", metric}, {"expression", expression}, {"over_ns", over_s * 1000 * ms}, {"abort_on_fail", abort}};
}

latency::Interval second(int s, std::int64_t took_ms, std::uint64_t n) {
  latency::Interval interval{std::chrono::seconds(s), 1s, {}};
  for (const char* kind : {"response", "service"}) interval.series[{"diners", "pay", kind, true, false}].record(took_ms * ms, n);
  return interval;
}

json tick(int s, std::uint64_t done) { return {{"at_ns", (s + 1) * 1000 * ms}, {"offered", done}, {"done", done}}; }

}  // namespace

TEST_CASE("each threshold is fed with what it is read from") {
  ThresholdWatch watch(plan({stated("response_time", "max < 50ms", 1), stated("iterations", "rate > 5/s", 1),
                             stated("phase_wait", "max < 1ms", 1), stated("response_time", "max < 10s")}));
  watch.tick(tick(0, 10));
  watch.interval(second(0, 10, 5));
  CHECK(watch.take_crossings().empty());
  watch.tick(tick(1, 2));
  auto crossings = watch.take_crossings();
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].threshold->metric == "iterations");
  CHECK(crossings[0].at == 2s);
  watch.interval(second(1, 100, 5));
  crossings = watch.take_crossings();
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].threshold->metric == "response_time");
  latency::Interval minute{0s, 2s, {}};
  minute.series[{"diners", "pay", "wait", true, false}].record(5 * ms);
  watch.minute(minute);
  CHECK(watch.take_crossings().size() == 1);
  CHECK(watch.take_crossings().empty());  // each is told once
  const auto results = watch.results(2s);
  REQUIRE(results.size() == 4);
  CHECK_FALSE(results[0].passed());
  CHECK_FALSE(results[1].passed());
  CHECK_FALSE(results[2].passed());
  CHECK(results[3].passed());
}

TEST_CASE("intervals without samples have no line in the log, and count all the same") {
  ThresholdWatch watch(plan({stated("requests", "rate > 1/s", 3)}));
  watch.interval(second(0, 10, 60));
  watch.interval(second(1, 10, 60));
  watch.interval({2s, 1s, {}});  // as the run sees it; the record has no such line
  watch.interval(second(9, 10, 60));
  const auto crossings = watch.take_crossings();
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].at == 5s);  // from 2 s to 5 s there was nothing
}

TEST_CASE("after ten minutes a window is at least the ten seconds of an interval") {
  ThresholdWatch watch(plan({stated("response_time", "max < 50ms", 2)}));
  watch.interval({600s, 10s, second(0, 100, 3).series});
  const auto crossings = watch.take_crossings();
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].at == 610s);
  CHECK(watch.results(610s)[0].samples == 3);
}

TEST_CASE("what is said while a run goes on is said again from its directory") {
  runs::RunRecord record = test::sample_run({.length_s = 60, .stalls = true});
  json& thresholds = record.meta["plan"]["thresholds"];
  thresholds.push_back(stated("response_time", "p(90) < 100ms", 5));
  thresholds.push_back(stated("response_time{step:place order}", "p(50) < 3ms", 1));
  thresholds.push_back(stated("service_time", "p(99.9) < 1s", 3));
  thresholds.push_back(stated("errors", "rate < 1%", 2, true));
  thresholds.push_back(stated("checks", "rate > 99.9%", 1));
  thresholds.push_back(stated("iterations", "rate > 50/s", 10));
  thresholds.push_back(stated("response_time", "p(99) < 50ms", 0, true));
  thresholds.back()["for_ns"] = 2000 * ms;
  ThresholdWatch live(record.meta["plan"]);
  for (std::size_t i = 0; i < record.ticks.size(); ++i) {
    live.tick(record.ticks[i]);
    live.interval(record.intervals[i]);
  }
  const auto said = live.results(60s);
  CHECK(live.take_crossings().size() >= 4);

  const ScratchFolder folder;
  test::write_run(record, folder.path() / "run");
  const runs::RunRecord read = runs::read_run(folder.path() / "run");
  const auto again = judge_thresholds(read, runs::summarise(read));
  REQUIRE(again.size() == said.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    INFO(said[i].threshold.metric << ": " << said[i].threshold.expression);
    CHECK(again[i].state == said[i].state);
    CHECK(again[i].observed == said[i].observed);
    CHECK(again[i].samples == said[i].samples);
    CHECK(again[i].first_crossing == said[i].first_crossing);
  }
}

TEST_CASE("a record without a plan has no thresholds") {
  CHECK(judge_thresholds({}, {}).empty());
  runs::RunRecord record;
  record.meta = {{"plan", 5}};
  CHECK(judge_thresholds(record, {}).empty());
}

TEST_CASE("what is crossed now is the last window, and of a whole run all of it so far") {
  ThresholdWatch watch(
      plan({stated("response_time", "max < 50ms", 1), stated("response_time", "max < 80ms"), stated("iterations", "count > 1000")}));
  CHECK(watch.crossed_now(0s).empty());
  watch.tick(tick(0, 10));
  watch.interval(second(0, 10, 5));
  CHECK(watch.crossed_now(1s).empty());  // a count that is still too small may yet be reached
  watch.tick(tick(1, 10));
  watch.interval(second(1, 100, 5));
  auto crossed = watch.crossed_now(2s);
  REQUIRE(crossed.size() == 2);
  CHECK(crossed[0].threshold.over == 1s);
  CHECK(crossed[0].observed == Approx(100e6).epsilon(0.001));
  watch.tick(tick(2, 10));
  watch.interval(second(2, 10, 5));
  crossed = watch.crossed_now(3s);
  REQUIRE(crossed.size() == 1);
  CHECK(crossed[0].threshold.over == 0s);
  CHECK_FALSE(watch.results(3s)[0].passed());  // it was crossed, which is what the verdict says
}
