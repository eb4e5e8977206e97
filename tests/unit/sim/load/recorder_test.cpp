#include "sim/load/recorder.hpp"

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
