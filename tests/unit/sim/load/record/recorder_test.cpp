#include "sim/load/record/recorder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

Plan two_scenarios() {
  Plan plan;
  plan.scenarios.resize(2);
  plan.scenarios[0].name = "a";
  plan.scenarios[1].name = "b";
  return plan;
}

Call step(const char* name) {
  Call call;
  call.step = name;
  return call;
}

Outcome done_at(Instant sent, Instant done, int status = 200) {
  Outcome outcome;
  outcome.status = status;
  outcome.sent = sent;
  outcome.done = done;
  return outcome;
}

}  // namespace

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

namespace {

Outcome with_phases(std::initializer_list<std::pair<Phase, Instant>> phases) {
  Outcome outcome = done_at(0s, 10ms);
  for (const auto& [phase, length] : phases) outcome.phases.add(phase, length);
  return outcome;
}

Outcome with_timing(const std::vector<Header>& headers) {
  Outcome outcome = done_at(0s, 10ms);
  for (const Header& header : headers) outcome.headers.add(header.name, header.value);
  return outcome;
}

}  // namespace

TEST_CASE("each phase that took place is recorded under its step and outcome, and only those") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.exchange(0, step("x"), with_phases({{Phase::connect, 2ms}, {Phase::send, 0ns}, {Phase::wait, 7ms}, {Phase::receive, 1ms}}), true,
                    0s);
  recorder.exchange(0, step("x"), with_phases({{Phase::send, 0ns}, {Phase::wait, 3ms}}), false, 0s);
  const latency::Interval minute = recorder.take_minute(0s, 60s);
  CHECK(minute.length == 60s);
  REQUIRE(minute.series.size() == 6);
  CHECK(minute.series.at({"a", "x", "connect", true, false}).max() == Approx(2e6).epsilon(0.001));
  CHECK(minute.series.at({"a", "x", "send", true, false}).count() == 1);
  CHECK(minute.series.at({"a", "x", "wait", true, false}).max() == Approx(7e6).epsilon(0.001));
  CHECK(minute.series.at({"a", "x", "wait", false, false}).max() == Approx(3e6).epsilon(0.001));
  CHECK(recorder.take_minute(60s, 60s).series.empty());
}

TEST_CASE("phases outlive the cut of an interval, and latencies that of a minute") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.exchange(0, step("x"), with_phases({{Phase::wait, 7ms}}), true, 0s);
  CHECK(recorder.take_interval(0s, 1s).series.count({"a", "x", "wait", true, false}) == 0);
  recorder.exchange(0, step("x"), with_phases({{Phase::wait, 7ms}}), true, 0s);
  CHECK(recorder.take_minute(0s, 60s).series.at({"a", "x", "wait", true, false}).count() == 2);
  CHECK(recorder.take_interval(1s, 1s).series.at({"a", "x", "response", true, false}).count() == 1);
}

TEST_CASE("sizes are recorded by step and outcome, once a minute, and what was not sent or answered has none") {
  Plan plan = two_scenarios();
  plan.warmup = 5s;
  Recorder recorder(plan);
  const auto sized = [](std::uint64_t out, std::uint64_t in) {
    Outcome outcome = done_at(0s, 10ms);
    outcome.bytes_out = out;
    outcome.bytes_in = in;
    return outcome;
  };
  recorder.exchange(0, step("x"), sized(100, 1500), true, 6s);
  recorder.exchange(0, step("x"), sized(120, 300), false, 6s);
  recorder.exchange(0, step("x"), sized(100, 0), true, 6s);
  recorder.exchange(0, step("x"), sized(0, 0), true, 6s);
  recorder.exchange(0, step("x"), sized(7, 0), true, 4s);
  CHECK(recorder.take_interval(0s, 1s).series.count({"a", "x", "bytes_in", true, false}) == 0);
  const latency::Interval minute = recorder.take_minute(0s, 60s);
  REQUIRE(minute.series.size() == 5);
  CHECK(minute.series.at({"a", "x", "bytes_out", true, false}).count() == 2);
  CHECK(minute.series.at({"a", "x", "bytes_out", true, false}).mean() == 100);
  CHECK(minute.series.at({"a", "x", "bytes_in", true, false}).max() == 1500);
  CHECK(minute.series.at({"a", "x", "bytes_out", false, false}).max() == 120);
  CHECK(minute.series.at({"a", "x", "bytes_in", false, false}).max() == 300);
  CHECK(minute.series.at({"a", "x", "bytes_out", true, true}).max() == 7);
}

TEST_CASE("phases and parts of the warm-up stand apart, by the intended instant") {
  Plan plan = two_scenarios();
  plan.warmup = 5s;
  Recorder recorder(plan);
  Outcome outcome = with_phases({{Phase::wait, 7ms}});
  outcome.headers.add("Server-Timing", "db;dur=1");
  recorder.exchange(0, step("x"), outcome, true, 4999ms);
  recorder.exchange(0, step("x"), outcome, true, 5s);
  const latency::Interval minute = recorder.take_minute(0s, 60s);
  for (const char* kind : {"wait", "part:db"})
    for (const bool warm : {true, false}) CHECK(minute.series.at({"a", "x", kind, true, warm}).count() == 1);
}

TEST_CASE("the parts that Server-Timing names become series, from every such header") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  recorder.exchange(1, step("x"),
                    with_timing({{"Content-Type", "x"}, {"Server-Timing", "app;dur=2, db;dur=3.5"}, {"server-timing", "db;dur=1"}}), true,
                    0s);
  recorder.exchange(1, step("x"), with_timing({{"Server-Timings", "app;dur=2"}, {"X", "db;dur=9"}}), true, 0s);
  const latency::Interval minute = recorder.take_minute(0s, 60s);
  REQUIRE(minute.series.size() == 2);
  CHECK(minute.series.at({"b", "x", "part:db", true, false}).count() == 2);
  CHECK(minute.series.at({"b", "x", "part:db", true, false}).max() == Approx(3.5e6).epsilon(0.001));
  CHECK(minute.series.at({"b", "x", "part:app", true, false}).count() == 1);
}

TEST_CASE("beyond twenty parts of a step the rest share one, and so do names without measure") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  for (int i = 0; i < 50; ++i)
    recorder.exchange(0, step("x"), with_timing({{"Server-Timing", "p" + std::to_string(i) + ";dur=1"}}), true, 0s);
  recorder.exchange(0, step("y"), with_timing({{"Server-Timing", std::string(5000, 'n') + ";dur=1"}}), true, 0s);
  const latency::Interval minute = recorder.take_minute(0s, 60s);
  CHECK(minute.series.size() == 22);
  CHECK(minute.series.at({"a", "x", "part:(other)", true, false}).count() == 30);
  CHECK(minute.series.at({"a", "x", "part:p19", true, false}).count() == 1);
  CHECK(minute.series.at({"a", "y", "part:(other)", true, false}).count() == 1);
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
