// What a recorder hands over once a minute: phases, parts of Server-Timing, sizes.
#include <catch2/catch.hpp>

#include "tests/unit/sim/load/record/recorded.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace rushhour::load::fixtures;
using namespace std::chrono_literals;

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
