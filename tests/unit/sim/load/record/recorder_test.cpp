#include "sim/load/record/recorder.hpp"

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

TEST_CASE("ticks of workers add up, and every worker's processor share stands beside the others") {
  Tick one, two;
  one.offered = 3;
  one.errors = {{"http 500", 1}};
  one.checks = {{"c", {1, 2}}};
  one.cpu = {0.5};
  two.offered = 4;
  two.errors = {{"http 500", 2}, {"tls", 1}};
  two.checks = {{"c", {10, 20}}};
  two.cpu = {0.25};
  one.merge(two);
  CHECK(one.offered == 7);
  CHECK(one.errors == std::map<std::string, std::uint64_t>{{"http 500", 3}, {"tls", 1}});
  CHECK(one.checks.at("c") == std::pair<std::uint64_t, std::uint64_t>{11, 22});
  CHECK(one.cpu == std::vector<double>{0.5, 0.25});
}

TEST_CASE("checks and script errors are folded by name with their counts") {
  const Plan plan = two_scenarios();
  Recorder recorder(plan);
  for (int i = 0; i < 3; ++i) recorder.check("has dishes", i > 0);
  for (int i = 0; i < 4; ++i) recorder.script_error("s.lua:3: boom");
  const Tick tick = recorder.take_tick();
  CHECK(tick.checks.at("has dishes") == std::pair<std::uint64_t, std::uint64_t>{2, 1});
  CHECK(tick.script_errors == 4);
  CHECK(tick.script_error_messages.at("s.lua:3: boom") == 4);
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
