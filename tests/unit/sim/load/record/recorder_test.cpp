#include "sim/load/record/recorder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/sim/load/record/recorded.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace rushhour::load::fixtures;
using namespace std::chrono_literals;

TEST_CASE("an exchange is filed under its scenario, step and outcome with both latencies") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.exchange(1, step("get"), done_at(5ms, 9ms), true, 2ms);
  recorder.exchange(1, step("get"), done_at(5ms, 9ms, 503), false, 2ms);
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  REQUIRE(interval.series.size() == 4);
  CHECK(interval.series.at({"b", "get", "response", true, false}).max() == Approx(7e6).epsilon(0.001));
  CHECK(interval.series.at({"b", "get", "service", true, false}).max() == Approx(4e6).epsilon(0.001));
  CHECK(interval.series.at({"b", "get", "response", false, false}).count() == 1);
  CHECK(recorder.take_interval(1s, 1s).series.empty());
}

TEST_CASE("errors are counted by class: the status, or the trouble's name") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.exchange(0, step("x"), done_at(0s, 1s, 503), false, 0s);
  recorder.exchange(0, step("x"), done_at(0s, 1s, 503), false, 0s);
  Outcome reset = done_at(0s, 1s, 0);
  reset.trouble = Trouble::reset;
  recorder.exchange(0, step("x"), reset, false, 0s);
  const Tick tick = recorder.take_tick();
  CHECK(tick.requests == 3);
  CHECK(tick.errors == std::map<std::string, std::uint64_t>{{"http 503", 2}, {"connection reset", 1}});
  CHECK(recorder.take_tick().errors.empty());
}

TEST_CASE("a timeout is filed once more as a lower bound") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  Outcome late = done_at(1s, 6s, 0);
  late.trouble = Trouble::read_timeout;
  late.lower_bound = true;
  recorder.exchange(0, step("x"), late, false, 0s);
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  CHECK(interval.series.at({"a", "x", "response_bound", false, false}).max() == Approx(6e9).epsilon(0.001));
  CHECK(interval.series.at({"a", "x", "service_bound", false, false}).max() == Approx(5e9).epsilon(0.001));
}

TEST_CASE("beyond five hundred names the rest share one") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  for (int i = 0; i < 600; ++i) recorder.exchange(0, step(("s" + std::to_string(i)).c_str()), done_at(0s, 1ms), true, 0s);
  recorder.exchange(1, step("other scenario"), done_at(0s, 1ms), true, 0s);
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  CHECK(interval.series.at({"a", "(other)", "response", true, false}).count() == 100);
  CHECK(interval.series.count({"b", "other scenario", "response", true, false}) == 1);
}

TEST_CASE("the slowest requests of a step are kept, slowest first") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  for (int i = 1; i <= 50; ++i) recorder.exchange(0, step("x"), done_at(0s, i * 1ms), true, 0s);
  const auto slowest = recorder.take_slowest();
  REQUIRE(slowest.size() == 5);
  CHECK(slowest[0].response == 50ms);
  CHECK(slowest[4].response == 46ms);
  CHECK(slowest[0].scenario == "a");
  CHECK(slowest[0].at == 0s);  // when it was due
  CHECK(recorder.take_slowest().empty());
}

TEST_CASE("counts stand under their scenario, and the totals are the sums") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.counts(0).offered = 3;
  recorder.counts(1).offered = 4;
  recorder.counts(1).users_busy = 2;
  recorder.exchange(0, step("x"), done_at(0s, 1ms), true, 0s);
  recorder.exchange(1, step("x"), done_at(0s, 1ms, 503), false, 0s);
  const Tick tick = recorder.take_tick();
  REQUIRE(tick.scenarios.size() == 2);
  CHECK(tick.offered == 7);
  CHECK(tick.scenarios[0].offered == 3);
  CHECK(tick.scenarios[1].users_busy == 2);
  CHECK(tick.users_busy == 2);
  CHECK(tick.scenarios[0].requests == 1);
  CHECK(tick.requests == 2);
  CHECK(tick.scenarios[0].errors.empty());
  CHECK(tick.scenarios[1].errors == std::map<std::string, std::uint64_t>{{"http 503", 1}});
  CHECK(tick.errors == tick.scenarios[1].errors);
  CHECK(recorder.take_tick().scenarios[0].offered == 0);
}

TEST_CASE("what a script notes belongs to the scenario and the instant of the user that is being resumed") {
  Plan plan = two_scenarios();
  plan.warmup = 1s;
  Recorder recorder(plan);
  const auto size = recorder.declare_metric("basket", MetricKind::trend);
  const auto orders = recorder.declare_metric("orders", MetricKind::counter);
  const auto depth = recorder.declare_metric("depth", MetricKind::gauge);
  REQUIRE((size && orders && depth));
  recorder.playing(0, 999ms);
  recorder.check("has dishes", true);
  recorder.add(*size, 2, {});
  recorder.add(*orders, 1, {});
  recorder.playing(1, 1500ms);
  CHECK(recorder.instant() == 1500ms);
  recorder.check("has dishes", false);
  recorder.add(*size, 3, {});
  recorder.add(*orders, 5, {});
  recorder.add(*depth, 8, {});
  recorder.group("checkout/pay", 1200ms);
  const Tick tick = recorder.take_tick();
  CHECK(tick.scenarios[0].checks.at("has dishes") == std::pair<std::uint64_t, std::uint64_t>{1, 0});
  CHECK(tick.scenarios[1].checks.at("has dishes") == std::pair<std::uint64_t, std::uint64_t>{0, 1});
  CHECK(tick.checks.at("has dishes") == std::pair<std::uint64_t, std::uint64_t>{1, 1});
  CHECK(tick.metrics.at({"orders", MetricKind::counter, 0, {}}).sum == 1);
  CHECK(tick.metrics.at({"orders", MetricKind::counter, 1, {}}).sum == 5);
  CHECK(tick.metrics.at({"depth", MetricKind::gauge, 1, {}}).last_at == 1500ms);
  const latency::Interval interval = recorder.take_interval(0s, 2s);
  CHECK(interval.series.at({"a", "", "trend:basket", true, true}).max() == Approx(2000).epsilon(0.001));
  CHECK(interval.series.at({"b", "", "trend:basket", true, false}).max() == Approx(3000).epsilon(0.001));
  CHECK(interval.series.at({"b", "", "group", true, false, {{"group", "checkout/pay"}}}).max() == Approx(300e6).epsilon(0.001));
}

TEST_CASE("an iteration that was rejected or whose script failed is an error among the iterations") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.iteration(0, 0s, 5ms, true);
  recorder.iteration(0, 0s, 7ms, false);
  for (int i = 0; i < 3; ++i) recorder.script_error(0, "s.lua:3: boom " + std::to_string(i));
  recorder.rejection(1, "s.lua:9: sold out");
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  CHECK(interval.series.at({"a", "", "iteration", true, false}).max() == Approx(5e6).epsilon(0.001));
  CHECK(interval.series.at({"a", "", "iteration", false, false}).max() == Approx(7e6).epsilon(0.001));
  const Tick tick = recorder.take_tick();
  CHECK(tick.script_errors == 3);
  CHECK(tick.scenarios[0].script_errors == 3);
  CHECK(tick.script_error_lines.at({0, "s.lua:3"}).count == 3);
  CHECK(tick.script_error_lines.at({0, "s.lua:3"}).message == "s.lua:3: boom 0");
  CHECK(tick.scenarios[1].rejected == 1);
  CHECK(tick.rejections.at({1, "s.lua:9"}).message == "s.lua:9: sold out");
  CHECK(recorder.take_tick().script_error_lines.empty());
}

namespace {

Call tagged(const char* name, std::vector<Tag> tags, const char* group = "") {
  Call call = step(name);
  call.tags = std::move(tags);
  call.group = group;
  return call;
}

}  // namespace

TEST_CASE("groups and the plan's series tags tell the series of a step apart, other tags do not") {
  Plan plan = two_scenarios();
  plan.series_tags = {"zone"};
  Recorder recorder(plan);
  for (const char* zone : {"north", "south", "north"})
    recorder.exchange(0, tagged("order", {{"zone", zone}, {"customer", "c1"}}, "checkout"), done_at(0s, 1ms), true, 0s);
  recorder.exchange(0, tagged("order", {{"customer", "c2"}}), done_at(0s, 1ms), true, 0s);
  recorder.exchange(0, tagged("order", {}), done_at(0s, 1ms), true, 0s);
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  CHECK(interval.series.at({"a", "order", "service", true, false, {{"group", "checkout"}, {"zone", "north"}}}).count() == 2);
  CHECK(interval.series.at({"a", "order", "service", true, false, {{"group", "checkout"}, {"zone", "south"}}}).count() == 1);
  CHECK(interval.series.at({"a", "order", "service", true, false}).count() == 2);
  CHECK(interval.series.size() == 6);
}

TEST_CASE("a scenario's own tags are those of all its requests, unless a request has another value") {
  Plan plan = two_scenarios();
  plan.series_tags = {"zone", "build"};
  plan.tags = {{"build", "b7"}};
  plan.scenarios[0].tags = {{"zone", "north"}};
  Recorder recorder(plan);
  recorder.exchange(0, tagged("x", {}), done_at(0s, 1ms), true, 0s);
  recorder.exchange(0, tagged("x", {{"zone", "south"}}), done_at(0s, 1ms), true, 0s);
  recorder.exchange(1, tagged("x", {}), done_at(0s, 1ms), true, 0s);
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  CHECK(interval.series.count({"a", "x", "service", true, false, {{"build", "b7"}, {"zone", "north"}}}) == 1);
  CHECK(interval.series.count({"a", "x", "service", true, false, {{"build", "b7"}, {"zone", "south"}}}) == 1);
  CHECK(interval.series.count({"b", "x", "service", true, false, {{"build", "b7"}}}) == 1);
}

TEST_CASE("the slowest of a step are those of all its series together") {
  Plan plan = two_scenarios();
  plan.series_tags = {"zone"};
  Recorder recorder(plan);
  for (int i = 1; i <= 20; ++i) {
    const char* zone = i % 2 == 0 ? "even" : "odd";
    recorder.exchange(0, tagged("x", {{"zone", zone}}), done_at(0s, i * 1ms), true, 0s);
  }
  const auto slowest = recorder.take_slowest();
  REQUIRE(slowest.size() == 5);
  for (int i = 0; i < 5; ++i) CHECK(slowest[static_cast<std::size_t>(i)].response == (20 - i) * 1ms);
}

TEST_CASE("a bound that is reached is said at the next tick and from then on") {
  Plan plan = two_scenarios();
  plan.series_tags = {"id"};
  Recorder recorder(plan);
  const auto says = [&](const char* words) {
    const Tick tick = recorder.take_tick();
    return std::any_of(tick.warnings.begin(), tick.warnings.end(),
                       [&](const std::string& warning) { return warning.find(words) != std::string::npos; });
  };
  CHECK(recorder.take_tick().warnings.empty());
  SECTION("step names") {
    for (int i = 0; i < 501; ++i) recorder.exchange(0, step(("s" + std::to_string(i)).c_str()), done_at(0s, 1ms), true, 0s);
    CHECK(says("Scenario 'a' has more than 500 step names"));
    CHECK(says("Scenario 'a' has more than 500 step names"));
  }
  SECTION("groups") {
    for (int i = 0; i < 300; ++i) recorder.exchange(1, tagged("x", {}, ("g" + std::to_string(i)).c_str()), done_at(0s, 1ms), true, 0s);
    CHECK(says("Scenario 'b' has more than 200 groups"));
    const latency::Interval interval = recorder.take_interval(0s, 1s);
    CHECK(interval.series.at({"b", "x", "service", true, false, {{"group", "(other)"}}}).count() == 100);
  }
  SECTION("values of a tag") {
    for (int i = 0; i < 60; ++i) recorder.exchange(0, tagged("x", {{"id", std::to_string(i)}}), done_at(0s, 1ms), true, 0s);
    CHECK(says("The tag 'id' has more than 50 values"));
    const latency::Interval interval = recorder.take_interval(0s, 1s);
    CHECK(interval.series.at({"a", "x", "service", true, false, {{"id", "(other)"}}}).count() == 10);
  }
  SECTION("series") {
    for (int name = 0; name < 300; ++name)
      for (int i = 0; i < 40; ++i)
        recorder.exchange(0, tagged(("s" + std::to_string(name)).c_str(), {{"id", std::to_string(i)}}), done_at(0s, 1ms), true, 0s);
    CHECK(says("more than 5000 series"));
    const latency::Interval interval = recorder.take_interval(0s, 1s);
    CHECK(interval.series.at({"a", "s299", "service", true, false}).count() == 40);
    CHECK(interval.series.at({"a", "s0", "service", true, false, {{"id", "39"}}}).count() == 1);
  }
}

TEST_CASE("the loop's lag belongs to the generator, not to a scenario") {
  Plan plan = two_scenarios();
  plan.warmup = 1s;
  Recorder recorder(plan);
  recorder.loop_lag(500ms, 2ms);
  recorder.loop_lag(1500ms, 3ms);
  recorder.send_lag(1500ms, 4ms);
  const latency::Interval interval = recorder.take_interval(0s, 1s);
  CHECK(interval.series.at({"", "", "loop_lag", true, true}).max() == Approx(2e6).epsilon(0.001));
  CHECK(interval.series.at({"", "", "loop_lag", true, false}).max() == Approx(3e6).epsilon(0.001));
  CHECK(interval.series.at({"", "", "send_lag", true, false}).max() == Approx(4e6).epsilon(0.001));
}

TEST_CASE("a slow request keeps the trace that its traceparent names") {
  struct Row {
    const char* says;
    Header header;
    const char* trace;
  };
  const Row row = GENERATE(values<Row>({
      {"as the standard has it",
       {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
       "0af7651916cd43dd8448eb211c80319c"},
      {"in another case", {"TraceParent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, "0af7651916cd43dd8448eb211c80319c"},
      {"too short", {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033"}, ""},
      {"no hexadecimal", {"traceparent", "00-0af7651916cd43dd8448eb211c80319x-b7ad6b7169203331-01"}, ""},
      {"dashes elsewhere", {"traceparent", "000-af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, ""},
      {"another header", {"tracestate", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}, ""},
  }));
  INFO(row.says);
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  Call call = step("x");
  call.request.headers = {{"accept", "*/*"}, row.header};
  recorder.exchange(0, call, done_at(0s, 9ms), true, 0s);
  recorder.cut_off(0, call, 0s, 0s, 20ms);
  const auto slowest = recorder.take_slowest();
  REQUIRE(slowest.size() == 2);
  CHECK(slowest[0].trace_id == row.trace);
  CHECK(slowest[1].trace_id == row.trace);
}
