#include "sim/load/record/run_log.hpp"

#include <catch2/catch.hpp>

#include "reports/runs/run_record.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

bool same(const std::optional<Stretch>& stretch, Instant begin, Instant length) {
  return stretch && stretch->begin == begin && stretch->length == length;
}

Plan one_scenario() {
  Plan plan;
  plan.scenarios.resize(1);
  plan.scenarios[0].name = "diners";
  return plan;
}

}  // namespace

TEST_CASE("an interval ends with every tick at first, a minute with every sixtieth") {
  CutPlan plan;
  for (int s = 1; s <= 180; ++s) {
    INFO(s);
    const Cuts cuts = plan.at(s * 1s + 3ms, false);
    CHECK(same(cuts.interval, (s - 1) * 1s, 1s));
    CHECK(cuts.minute.has_value() == (s % 60 == 0));
    if (cuts.minute) CHECK(same(cuts.minute, (s - 60) * 1s, 60s));
  }
}

TEST_CASE("a tick before its interval's end cuts nothing, and the last tick cuts both where it stands") {
  CutPlan plan;
  CHECK_FALSE(plan.at(999ms, false).interval);
  CHECK(same(plan.at(1000ms, false).interval, 0s, 1s));
  const Cuts last = plan.at(1400ms, true);
  CHECK(same(last.interval, 1s, 400ms));
  CHECK(same(last.minute, 0s, 1400ms));
}

TEST_CASE("a tick that comes seconds late ends one longer interval, and the next is on time again") {
  CutPlan plan;
  CHECK(same(plan.at(1s, false).interval, 0s, 1s));
  CHECK(same(plan.at(4700ms, false).interval, 1s, 3s));
  CHECK(same(plan.at(5s, false).interval, 4s, 1s));
}

TEST_CASE("intervals grow with the run, and minutes keep to their ends") {
  CutPlan plan;
  Instant logged{0}, minutes{0};
  for (Instant now = 1s; now <= 3h; now += 1s) {
    const Cuts cuts = plan.at(now, now == 3h);
    if (cuts.interval) {
      REQUIRE(cuts.interval->begin == logged);
      if (now < 3h) REQUIRE(cuts.interval->length == latency::interval_length(logged));
      logged += cuts.interval->length;
    }
    if (cuts.minute) {
      REQUIRE(cuts.minute->begin == minutes);
      REQUIRE(cuts.minute->length == 60s);
      minutes += cuts.minute->length;
    }
  }
  CHECK(logged == 3h);
  CHECK(minutes == 3h);
}

TEST_CASE("a run that ends at a cut still ends with a last, shortest interval") {
  CutPlan plan;
  (void)plan.at(1s, false);
  const Cuts last = plan.at(1s, true);
  CHECK(same(last.interval, 1s, 1ns));
  CHECK(same(last.minute, 0s, 1s + 1ns));
}

TEST_CASE("handovers of workers merge, minutes and slowest requests too") {
  Handover one, two;
  one.minute = two.minute = {0s, 60s, {}};
  one.minute.series[{"s", "x", "wait", true, false}].record(5);
  two.minute.series[{"s", "x", "wait", true, false}].record(7);
  two.minute.series[{"s", "x", "part:db", true, false}].record(7);
  two.slowest.push_back({1s, "s", "x", 5ms, 4ms, 200, "", "abc"});
  one.merge(std::move(two));
  CHECK(one.minute.series.at({"s", "x", "wait", true, false}).count() == 2);
  CHECK(one.minute.series.count({"s", "x", "part:db", true, false}) == 1);
  CHECK(one.slowest.size() == 1);
}

TEST_CASE("what is logged once a minute is read back apart from the intervals, with lengths of its own") {
  const ScratchFolder scratch;
  const Plan plan = one_scenario();
  {
    runs::RunWriter writer(scratch.path() / "run", {{"schema", 1}, {"run", "r"}}, WallTime{});
    RunLog log(plan, writer);
    latency::Interval interval{0s, 1s, {}}, minute{0s, 60s, {}};
    interval.series[{"diners", "x", "response", true, false}].record(1000);
    minute.series[{"diners", "x", "connect", true, false}].record(1000);
    minute.series[{"diners", "x", "part:db query", true, false}].record(1000);
    log.interval(interval, {{1s, "diners", "x", 5ms, 4ms, 200, "", std::string(32, 'a')}, {1s, "diners", "x", 4ms, 3ms, 200, "", ""}});
    log.minute(minute);
  }
  const runs::RunRecord record = runs::read_run(scratch.path() / "run");
  REQUIRE(record.intervals.size() == 1);
  CHECK(record.intervals[0].length == 1s);
  CHECK(record.intervals[0].series.size() == 1);
  REQUIRE(record.minutes.size() == 1);
  CHECK(record.minutes[0].length == 60s);
  CHECK(record.minutes[0].series.count({"diners", "x", "part:db query", true, false}) == 1);
  REQUIRE(record.slowest.size() == 2);
  CHECK(record.slowest[0].trace_id == std::string(32, 'a'));
  CHECK(record.slowest[1].trace_id.empty());
}

TEST_CASE("a tick holds the machine's figures as far as the system told them") {
  const ScratchFolder scratch;
  const Plan plan = one_scenario();
  {
    runs::RunWriter writer(scratch.path() / "run", {{"schema", 1}, {"run", "r"}}, WallTime{});
    RunLog log(plan, writer);
    Tick tick;
    tick.cpu = {0.5};
    log.tick(1s, tick);
    tick.core_wait = {0.25};
    tick.machine = {0.125, 0.5, 7ms, 40, 64, 4096};
    log.tick(2s, tick);
  }
  const runs::RunRecord record = runs::read_run(scratch.path() / "run");
  REQUIRE(record.ticks.size() == 2);
  for (const char* key : {"core_wait", "steal", "throttled", "throttled_ns", "descriptors", "descriptor_limit", "resident_bytes"}) {
    INFO(key);
    CHECK_FALSE(record.ticks[0].contains(key));
    CHECK(record.ticks[1].contains(key));
  }
  CHECK(record.ticks[1]["core_wait"] == nlohmann::json({0.25}));
  CHECK(record.ticks[1]["steal"] == 0.125);
  CHECK(record.ticks[1]["throttled_ns"] == 7'000'000);
  CHECK(record.ticks[1]["descriptor_limit"] == 64);
}

TEST_CASE("a stage is an event when it begins, counted from the start of its scenario") {
  const ScratchFolder scratch;
  Plan plan = one_scenario();
  plan.scenarios[0].start_time = 3s;
  plan.scenarios[0].stages = {{2s, 1, 5}, {2s, 5, 5}};
  {
    runs::RunWriter writer(scratch.path() / "run", {{"schema", 1}, {"run", "r"}}, WallTime{});
    RunLog log(plan, writer);
    for (const Instant at : {1s, 2s, 3s, 4s, 5s, 6s}) log.tick(at, Tick());
  }
  std::vector<std::pair<std::int64_t, int>> stages;
  for (const nlohmann::json& event : runs::read_run(scratch.path() / "run").events)
    if (event["event"] == "stage") stages.emplace_back(event["at_ns"], event["stage"]);
  CHECK(stages == std::vector<std::pair<std::int64_t, int>>{{3'000'000'000, 1}, {5'000'000'000, 2}});
}

TEST_CASE("the first failure of a place, and a bound that was reached, are events once") {
  const ScratchFolder scratch;
  const Plan plan = one_scenario();
  {
    runs::RunWriter writer(scratch.path() / "run", {{"schema", 1}, {"run", "r"}}, WallTime{});
    RunLog log(plan, writer);
    for (int second = 1; second <= 3; ++second) {
      Tick tick;
      note(tick.script_error_lines, 0, "s.lua:3: boom " + std::to_string(second), 2);
      if (second > 1) note(tick.script_error_lines, 0, "s.lua:4: bang");
      tick.warnings = {"The tag 'zone' is crowded."};
      log.tick(second * 1s, tick);
    }
  }
  const runs::RunRecord record = runs::read_run(scratch.path() / "run");
  REQUIRE(record.events.size() == 3);
  CHECK(record.events[0] ==
        nlohmann::json{
            {"at_ns", 1'000'000'000}, {"event", "script_error"}, {"scenario", "diners"}, {"message", "s.lua:3: boom 1"}, {"count", 2}});
  CHECK(record.events[1]["event"] == "warning");
  CHECK(record.events[1]["message"] == "The tag 'zone' is crowded.");
  CHECK(record.events[2]["message"] == "s.lua:4: bang");
  CHECK(record.ticks[2]["script_error_lines"].size() == 2);
}
