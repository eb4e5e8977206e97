#include "reports/runs/summary.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "reports/foundation/random_stream.hpp"
#include "reports/foundation/user_error.hpp"

using namespace rushhour::runs;
using namespace std::chrono_literals;
using nlohmann::json;
using rushhour::latency::Histogram;
using rushhour::latency::Interval;
using rushhour::latency::Series;

namespace {

Histogram of(std::initializer_list<std::int64_t> values) {
  Histogram histogram;
  for (const std::int64_t value : values) histogram.record(value);
  return histogram;
}

Histogram up_to(int n) {
  Histogram histogram;
  for (int i = 1; i <= n; ++i) histogram.record(i);
  return histogram;
}

RunRecord a_record() {
  RunRecord record;
  record.directory = "runs/some";
  record.meta = {
      {"schema", 1},
      {"status", "finished"},
      {"ended_by", "plan"},
      {"plan", {{"length_ns", 4'000'000'000}, {"warmup_ns", 1'000'000'000}, {"scenarios", {{{"name", "zebras"}}, {{"name", "diners"}}}}}}};
  return record;
}

RunRecord with_ticks(std::vector<json> ticks) {
  RunRecord record = a_record();
  record.ticks = std::move(ticks);
  return record;
}

}  // namespace

TEST_CASE("a percentile needs ten samples beyond it") {
  struct Row {
    const char* says;
    int n;
    double q;
    bool supported;
  };
  const Row row = GENERATE(values<Row>({
      {"p99 of a thousand has ten beyond", 1000, 0.99, true},
      {"p99 of 999 has nine", 999, 0.99, false},
      {"p99.9 needs ten thousand", 10'000, 0.999, true},
      {"one less is too few", 9'999, 0.999, false},
      {"the median needs twenty", 20, 0.5, true},
      {"nineteen are too few", 19, 0.5, false},
      {"p90 of a hundred has ten beyond", 100, 0.9, true},
      {"the maximum stands with one", 1, 1, true},
      {"the median of a single sample is that sample", 1, 0.5, true},
      {"but no other percentile of it", 1, 0.9, false},
      {"of nothing there is none", 0, 0.5, false},
      {"nor a maximum", 0, 1, false},
  }));
  INFO(row.says);
  CHECK(Latency{up_to(row.n), {}}.supported(row.q) == row.supported);
}

TEST_CASE("a quantile is a lower bound if it would move with every lower bound at infinity") {
  struct Row {
    const char* says;
    Histogram all, bounds;
    double q;
    bool at_least;
  };
  const Row row = GENERATE(values<Row>({
      {"without bounds every quantile is known", of({1, 2, 3, 4}), of({}), 1, false},
      {"a bound at the end leaves the median", of({1, 2, 3, 40}), of({40}), 0.5, false},
      {"but not the maximum", of({1, 2, 3, 40}), of({40}), 1, true},
      {"p75 is the last that is known", of({1, 2, 3, 40}), of({40}), 0.75, false},
      {"an early bound moves everything behind it by one", of({1, 2, 3, 4}), of({1}), 0.75, true},
      {"unless the next sample is equal", of({1, 2, 3, 3}), of({1}), 0.75, false},
      {"the maximum moves whenever there is a bound at all", of({1, 2, 3, 400}), of({1}), 1, true},
      {"if all are bounds nothing is known", of({5, 6}), of({5, 6}), 0.1, true},
      {"of nothing nothing moves", of({}), of({}), 0.5, false},
  }));
  INFO(row.says);
  CHECK(Latency{row.all, row.bounds}.at_least(row.q) == row.at_least);
}

TEST_CASE("lower bounds agree with samples in which every bound is infinite") {
  rushhour::RandomStream random(21, "test", "bounds", 0);
  for (int round = 0; round < 300; ++round) {
    Latency latency;
    std::vector<std::int64_t> plain, moved;
    for (std::uint64_t n = 1 + random.below(60); n > 0; --n) {
      const auto value = static_cast<std::int64_t>(random.below(40));
      const bool bound = random.below(6) == 0;
      latency.all.record(value);
      if (bound) latency.bounds.record(value);
      plain.push_back(value);
      moved.push_back(bound ? INT64_MAX : value);
    }
    std::sort(plain.begin(), plain.end());
    std::sort(moved.begin(), moved.end());
    for (const double q : {0.0, 0.1, 0.5, 0.9, 0.99, 1.0}) {
      const std::uint64_t rank = rushhour::latency::quantile_rank(q, plain.size());
      REQUIRE(latency.at_least(q) == (plain[rank - 1] != moved[rank - 1]));
    }
  }
}

TEST_CASE("counts are those of all ticks together, gauges their highest") {
  const Summary summary = summarise(with_ticks({
      {{"at_ns", 1'000'000'000},
       {"offered", 10},
       {"started", 9},
       {"done", 8},
       {"users_busy", 7},
       {"users_permitted", 50},
       {"waited_for_user", 1}},
      {{"at_ns", 2'000'000'000},
       {"offered", 10},
       {"started", 9},
       {"done", 8},
       {"dropped", 1},
       {"censored", 3},
       {"users_busy", 3},
       {"users_permitted", 50},
       {"waited_beside_idle", 2},
       {"script_errors", 4},
       {"errors", {{"http 503", 5}, {"read timeout", 1}}},
       {"checks", {{"is ok", {3, 1}}}}},
      {{"at_ns", 4'000'000'000}, {"errors", {{"http 503", 1}}}, {"checks", {{"is ok", {1, 0}}, {"is fast", {0, 2}}}}},
  }));
  CHECK(summary.planned == 4s);
  CHECK(summary.warmup == 1s);
  CHECK(summary.actual == 4s);
  CHECK(summary.load.offered == 20);
  CHECK(summary.load.started == 18);
  CHECK(summary.load.done == 16);
  CHECK(summary.load.dropped == 1);
  CHECK(summary.load.censored == 3);
  CHECK(summary.load.offered_rate == 5);
  CHECK(summary.load.achieved_rate == 4);
  CHECK(summary.generator.users_max == 7);
  CHECK(summary.generator.users_permitted == 50);
  CHECK(summary.generator.waited_for_user == 1);
  CHECK(summary.generator.waited_beside_idle == 2);
  CHECK(summary.generator.script_errors == 4);
  CHECK(summary.errors == std::map<std::string, std::uint64_t>{{"http 503", 6}, {"read timeout", 1}});
  CHECK(summary.checks.at("is ok").passes == 4);
  CHECK(summary.checks.at("is ok").fails == 1);
  CHECK(summary.checks.at("is fast").fails == 2);
}

TEST_CASE("rates are per second of the plan, or of what there was of it") {
  struct Row {
    const char* says;
    std::int64_t last_tick_ms;
    const char* ended_by;
    bool interrupted;
    double offered_rate, achieved_rate;
  };
  const Row row = GENERATE(values<Row>({
      {"a run that ended as planned", 4000, "plan", false, 10, 10},
      {"one whose last answers came late achieved less", 5000, "plan", false, 10, 8},
      {"one whose last arrival was early is measured by its plan", 3500, "plan", false, 10, 10},
      {"one that a signal ended early is measured by what there was", 2000, "interrupt", false, 20, 20},
      {"so is one that was killed", 2000, nullptr, true, 20, 20},
      {"and one whose script ended it", 2000, "abort", false, 20, 20},
      {"one that a signal ended in its tail had its whole plan", 5000, "interrupt", false, 10, 8},
  }));
  INFO(row.says);
  RunRecord record = with_ticks({{{"at_ns", row.last_tick_ms * 1'000'000}, {"offered", 40}, {"done", 40}}});
  record.interrupted = row.interrupted;
  if (row.ended_by != nullptr)
    record.meta["ended_by"] = row.ended_by;
  else
    record.meta.erase("ended_by");
  const Summary summary = summarise(record);
  CHECK(summary.load.offered_rate == row.offered_rate);
  CHECK(summary.load.achieved_rate == row.achieved_rate);
}

TEST_CASE("a plan that its iterations bind is as long as they took, and no longer than it may be") {
  const auto [last_tick_ms, planned_ms, rate] = GENERATE(table<std::int64_t, std::int64_t, double>({{500, 500, 80}, {5000, 4000, 10}}));
  RunRecord record = with_ticks({{{"at_ns", last_tick_ms * 1'000'000}, {"offered", 40}, {"done", 40}}});
  record.meta["ended_by"] = "plan";
  record.meta["plan"]["iteration_bound"] = true;
  const Summary summary = summarise(record);
  CHECK(summary.planned == std::chrono::milliseconds(planned_ms));
  CHECK(summary.load.offered_rate == rate);
}

TEST_CASE("the busiest worker speaks for the generator's cpu") {
  const Summary summary = summarise(with_ticks({
      {{"at_ns", 1'000'000'000}, {"cpu", {0.2, 0.5}}},
      {{"at_ns", 3'000'000'000}, {"cpu", {0.8, 0.5}}},
      {{"at_ns", 3'010'000'000}, {"cpu", {1.0, 1.0}}},  // ten milliseconds say little
  }));
  CHECK(summary.generator.cpu_max == 0.8);
  CHECK(summary.generator.cpu_mean == Approx((0.2 * 1 + 0.8 * 2 + 0.01) / 3.01));
}

TEST_CASE("without ticks a run lasts as long as its intervals") {
  RunRecord record = a_record();
  record.intervals = {{0s, 1s, {}}, {1s, 1s, {}}};
  CHECK(summarise(record).actual == 2s);
}

TEST_CASE("headline figures are of the main phase and of every outcome") {
  RunRecord record = a_record();
  Interval interval{0s, 1s, {}};
  interval.series[{"diners", "menu", "response", true, false}] = of({5, 5, 5});
  interval.series[{"diners", "menu", "service", true, false}] = of({4, 4, 4});
  interval.series[{"diners", "menu", "response", false, false}] = of({100});
  interval.series[{"diners", "menu", "service", false, false}] = of({90});
  interval.series[{"diners", "menu", "response_bound", false, false}] = of({100});
  interval.series[{"diners", "menu", "service_bound", false, false}] = of({90});
  interval.series[{"diners", "menu", "response", true, true}] = of({1000});
  interval.series[{"diners", "menu", "service", true, true}] = of({1000});
  interval.series[{"diners", "", "iteration", true, false}] = of({2000});
  interval.series[{"", "", "send_lag", true, false}] = of({7});
  interval.series[{"", "", "send_lag", true, true}] = of({700});
  record.intervals = {interval, interval};
  const Summary summary = summarise(record);
  REQUIRE(summary.steps.size() == 1);
  for (const StepFigures& figures : {summary.steps[0], summary.totals}) {
    CHECK(figures.count == 8);
    CHECK(figures.errors == 2);
    CHECK(figures.response.all.count() == 8);
    CHECK(figures.response.all.max() == 100);
    CHECK(figures.response.bounds.count() == 2);
    CHECK(figures.service.all.max() == 90);
    CHECK(figures.service.bounds.count() == 2);
  }
  CHECK(summary.generator.send_lag.count() == 2);
  CHECK(summary.generator.send_lag.max() == 7);
}

TEST_CASE("steps stand by scenario as the plan has them, what never started last") {
  RunRecord record = a_record();
  const auto in_second = [](int second, std::vector<Series> series) {
    Interval interval{std::chrono::seconds(second), 1s, {}};
    for (const Series& one : series) interval.series[one].record(1);
    return interval;
  };
  record.intervals = {
      in_second(0, {{"unplanned", "x", "service"}, {"diners", "order", "service"}, {"diners", "(not started)", "response"}}),
      in_second(1, {{"diners", "menu", "service"}, {"zebras", "graze", "service"}, {"diners", "order", "response"}})};
  std::vector<std::string> order;
  const Summary summary = summarise(record);
  for (const StepFigures& step : summary.steps) order.push_back(step.scenario + " " + step.step);
  CHECK(order == std::vector<std::string>{"zebras graze", "diners order", "diners menu", "diners (not started)", "unplanned x"});
  CHECK(summary.steps[3].count == 0);
  CHECK(summary.steps[3].response.all.count() == 1);
}

TEST_CASE("the generator's health is the worst tick and the mean over the run; what no tick tells is unknown") {
  const std::int64_t s = 1'000'000'000;
  const RunRecord record = with_ticks({
      {{"at_ns", s},
       {"core_wait", {0.1, 0.3}},
       {"steal", 0.02},
       {"descriptors", 40},
       {"descriptor_limit", 64},
       {"connections", 9},
       {"connections_opened", 9},
       {"waited_for_connection", 3}},
      {{"at_ns", 2 * s},
       {"core_wait", {0.5, 0.1}},
       {"steal", 0.04},
       {"descriptors", 64},
       {"descriptor_limit", 64},
       {"connections", 4},
       {"connections_opened", 2},
       {"waited_for_connection", 4},
       {"resident_bytes", 1000},
       {"throttled_ns", 7}},
      {{"at_ns", 2 * s + s / 10}, {"core_wait", {1.0, 1.0}}, {"steal", 0.9}, {"throttled_ns", 5}},
  });
  const GeneratorFigures figures = summarise(record).generator;
  REQUIRE(figures.core_wait);
  CHECK(figures.core_wait->max == 0.5);  // a tenth of a second says little
  CHECK(figures.core_wait->mean == Approx(0.7 / 2.1));
  REQUIRE(figures.steal);
  CHECK(figures.steal->max == 0.04);
  CHECK_FALSE(figures.throttled);
  CHECK(figures.throttled_for == 12ns);
  CHECK(figures.descriptors_max == 64);
  CHECK(figures.descriptor_limit == 64);
  CHECK(figures.resident_bytes_max == 1000);
  CHECK(figures.connections_max == 9);
  CHECK(figures.connections_opened == 11);
  CHECK(figures.waited_for_connection == 7);
}

TEST_CASE("a figure that is not of its kind is an error that names it") {
  struct Row {
    const char* says;
    json tick;
    const char* key;
  };
  const Row row = GENERATE(values<Row>({
      {"a count in words", {{"at_ns", 1}, {"offered", "many"}}, "offered"},
      {"a negative count", {{"at_ns", 1}, {"done", -1}}, "done"},
      {"an instant in words", {{"at_ns", "noon"}}, "at_ns"},
      {"errors in a list", {{"at_ns", 1}, {"errors", {1, 2}}}, "errors"},
      {"a class of errors without a count", {{"at_ns", 1}, {"errors", {{"http 503", nullptr}}}}, "http 503"},
      {"a check with one count", {{"at_ns", 1}, {"checks", {{"ok", {1}}}}}, "checks"},
      {"cpu in words", {{"at_ns", 1}, {"cpu", {"much"}}}, "cpu"},
      {"cpu that is no list", {{"at_ns", 1}, {"cpu", 0.5}}, "cpu"},
      {"a share in words", {{"at_ns", 1}, {"steal", "some"}}, "steal"},
      {"waits in words", {{"at_ns", 1}, {"core_wait", {0.1, "some"}}}, "core_wait"},
      {"descriptors in words", {{"at_ns", 1}, {"descriptors", "all"}}, "descriptors"},
  }));
  INFO(row.says);
  const RunRecord record = with_ticks({row.tick});
  CHECK_THROWS_AS(summarise(record), rushhour::UserError);
  CHECK_THROWS_WITH(summarise(record), Catch::Contains(row.key) && Catch::Contains("runs/some"));
}

TEST_CASE("a plan that is not of its kind is an error, too") {
  RunRecord record = a_record();
  record.meta["plan"] = GENERATE(values<json>({json("none"), json::object({{"length_ns", "long"}}), json::object({{"scenarios", "all"}})}));
  CHECK_THROWS_AS(summarise(record), rushhour::UserError);
}

TEST_CASE("phases and parts of all minutes and outcomes merge by step, the warm-up apart") {
  RunRecord record = a_record();
  Interval first{0s, 60s, {}}, second{60s, 30s, {}};
  first.series[{"diners", "menu", "connect", true, false}] = of({10, 20});
  first.series[{"diners", "menu", "connect", false, false}] = of({40});
  first.series[{"diners", "menu", "connect", true, true}] = of({5000});
  first.series[{"diners", "menu", "part:db", true, false}] = of({3});
  second.series[{"diners", "menu", "part:db", true, false}] = of({4});
  second.series[{"zebras", "graze", "wait", true, false}] = of({7});
  record.minutes = {first, second};
  const Summary summary = summarise(record);
  REQUIRE(summary.steps.size() == 2);
  CHECK(summary.steps[0].phases.at("wait").max() == 7);
  CHECK(summary.steps[0].parts.empty());
  const StepFigures& menu = summary.steps[1];
  REQUIRE(menu.phases.size() == 1);
  CHECK(menu.phases.at("connect").count() == 3);
  CHECK(menu.phases.at("connect").max() == 40);
  CHECK(menu.parts.at("db").count() == 2);
  CHECK(summary.totals.phases.size() == 2);
  CHECK(summary.totals.parts.at("db").max() == 4);
}

TEST_CASE("the bytes of a step are the sum of the sizes of its minutes, to three digits") {
  RunRecord record = a_record();
  Interval minute{0s, 60s, {}};
  minute.series[{"diners", "menu", "bytes_in", true, false}] = of({100, 1999, 100});
  minute.series[{"diners", "menu", "bytes_in", false, false}] = of({1});
  minute.series[{"diners", "menu", "bytes_in", true, true}] = of({1000});
  minute.series[{"diners", "menu", "bytes_out", true, false}] = of({1'234'567, 7'654'321});
  record.minutes = {minute, {60s, 60s, {}}};
  record.minutes.back().series[{"diners", "menu", "bytes_in", true, false, {{"group", "shop"}, {"city", "north"}}}] = of({800});
  const Summary summary = summarise(record);
  REQUIRE(summary.steps.size() == 1);
  CHECK(summary.steps[0].bytes_in == 3000);
  CHECK(static_cast<double>(summary.steps[0].bytes_out) == Approx(8'888'888).epsilon(0.0005));
  CHECK(summary.totals.bytes_in == 3000);
  REQUIRE(summary.groups.size() == 1);
  CHECK(summary.groups[0].steps.at(0).bytes_in == 800);
  REQUIRE(summary.tags.size() == 1);
  CHECK(summary.tags[0].totals.bytes_in == 800);
}

TEST_CASE("the loop's lag is the generator's") {
  RunRecord record = a_record();
  Interval interval{0s, 1s, {}};
  interval.series[{"", "", "loop_lag", true, false}] = of({3, 9});
  interval.series[{"", "", "loop_lag", true, true}] = of({700});
  record.intervals = {interval};
  const Summary summary = summarise(record);
  CHECK(summary.generator.loop_lag.count() == 2);
  CHECK(summary.generator.loop_lag.max() == 9);
  CHECK(summary.steps.empty());
}
