#include "sim/commands/live_view.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;
using Catch::Contains;
using Elsewhere = LiveView::Elsewhere;

namespace {

pages::TerminalStyle moving() { return {.colour = false, .utf8 = true, .moves = true, .width = 120, .height = 0}; }
pages::TerminalStyle still() { return {}; }

load::Plan plan_of(Instant length) {
  load::Plan plan;
  plan.scenarios.resize(1);
  plan.scenarios[0].duration = length;
  plan.scenarios[0].max_vus = 5000;
  return plan;
}

load::Handover busy_tick() {
  load::Handover handover;
  load::Tick& tick = handover.tick;
  tick.offered = 1500;
  tick.done = 1400;
  tick.requests = 3000;
  tick.errors = {{"http 503", 7}};
  tick.users_busy = 100;
  tick.cpu = {0.2, 0.41};
  return handover;
}

// With an interval of that many requests which took `time` each, half of them of another step.
load::Handover with_interval(Instant begin, Instant length, int requests, Instant time) {
  load::Handover handover = busy_tick();
  handover.interval = {begin, length, {}};
  for (int i = 0; i < requests; ++i) {
    handover.interval.series[{"s", i % 2 == 0 ? "a" : "b", "response", true, false}].record(time.count());
    handover.interval.series[{"s", "a", "service", true, false}].record(1);
    handover.interval.series[{"", "", "send_lag", true, false}].record(50'000);
  }
  return handover;
}

load::Scenario ramp(const char* name, Instant start, std::vector<load::Stage> stages) {
  load::Scenario scenario;
  scenario.name = name;
  scenario.executor = load::Executor::ramping_arrival_rate;
  scenario.start_time = start;
  scenario.stages = std::move(stages);
  return scenario;
}

}  // namespace

TEST_CASE("off a terminal there is one plain line in ten seconds, with everything so far") {
  const load::Plan plan = plan_of(60s);
  LiveView view(plan, Elsewhere::plain_lines, still);
  for (int second = 1; second <= 9; ++second) CHECK(view.tick(second * 1s, busy_tick(), {}).empty());
  CHECK(view.tick(10s, busy_tick(), {}) ==
        "10.0s of 1m: 15,000 offered, 14,000 done, 30,000 requests, 70 errors, 100 users busy, 0 waiting\n");
  CHECK(view.tick(11s, busy_tick(), {}).empty());
  CHECK(view.clear().empty());
}

TEST_CASE("where nothing but a block is wanted nothing is said off a terminal") {
  const load::Plan plan = plan_of(10s);
  LiveView view(plan, Elsewhere::silent, still);
  CHECK(view.tick(10s, busy_tick(), {}).empty());
}

TEST_CASE("on a terminal each tick draws the block, with rates of the tick and sums so far") {
  const load::Plan plan = plan_of(10s);
  LiveView view(plan, Elsewhere::silent, moving);
  CHECK(view.clear().empty());
  view.tick(1s, busy_tick(), {});
  const std::string second = view.tick(3s, busy_tick(), {});
  CHECK_THAT(second, Contains("now       offered 750/s   done 700/s   errors 3.5/s   users 100/5,000   requests 1500/s"));
  CHECK_THAT(second, Contains("so far    offered 3,000   done 2,800   errors 14"));
  CHECK_THAT(second, Contains("cpu 41 %"));
  CHECK_THAT(view.tick(12s, busy_tick(), {}), Contains("waiting for what still runs"));
  CHECK(view.clear() == pages::live_block_away);
  CHECK(view.clear().empty());
}

TEST_CASE("the width is asked for anew before each drawing") {
  const load::Plan plan = plan_of(10s);
  pages::TerminalStyle style = moving();
  LiveView view(plan, Elsewhere::silent, [&style] { return style; });
  CHECK_THAT(view.tick(1s, busy_tick(), {}), Contains("so far"));
  style.width = 40;
  CHECK_THAT(view.tick(2s, busy_tick(), {}), !Contains("so far"));
}

TEST_CASE("percentiles are those of the merged intervals of the last five seconds") {
  const load::Plan plan = plan_of(60s);
  LiveView view(plan, Elsewhere::silent, moving);
  for (int second = 0; second < 3; ++second) view.tick((second + 1) * 1s, with_interval(second * 1s, 1s, 600, 900ms), {});
  std::string block;
  for (int second = 3; second < 8; ++second) block = view.tick((second + 1) * 1s, with_interval(second * 1s, 1s, 300, 4ms), {});
  CHECK_THAT(block, Contains("p50 4.00ms   p99 4.00ms   max 4.00ms   response time of the last 5s"));
  CHECK_THAT(block, Contains("send lag p99 50.0us"));
  // Four fast seconds and a slow one: a mean of percentiles would lie between the two.
  block = view.tick(9s, with_interval(8s, 1s, 300, 900ms), {});
  CHECK_THAT(block, Contains("p50 4.00ms   p99 900ms"));
}

TEST_CASE("between the ends of long intervals the last one stays") {
  const load::Plan plan = plan_of(2h);
  LiveView view(plan, Elsewhere::silent, moving);
  view.tick(610s, with_interval(600s, 10s, 2000, 4ms), {});
  CHECK_THAT(view.tick(611s, busy_tick(), {}), Contains("p99 4.00ms   max 4.00ms   response time of the last 10s"));
  CHECK_THAT(view.tick(620s, with_interval(610s, 10s, 2000, 7ms), {}), Contains("p50 7.00ms") && Contains("of the last 10s"));
}

TEST_CASE("thresholds that are crossed stand in the block until they hold again") {
  const load::Plan plan = plan_of(10s);
  LiveView view(plan, Elsewhere::silent, moving);
  verdicts::ThresholdResult crossed;
  crossed.threshold = verdicts::read_thresholds({{"thresholds", {{{"metric", "errors"}, {"expression", "rate < 1%"}}}}}).front();
  crossed.state = verdicts::Judgement::State::failed;
  crossed.observed = 0.02;
  CHECK_THAT(view.tick(1s, busy_tick(), {crossed}), Contains("CROSSED   errors rate 2.00 %, limit < 1 %"));
  CHECK_THAT(view.tick(2s, busy_tick(), {}), !Contains("CROSSED"));
}

TEST_CASE("the phase names warm-up, stage and the level that a ramp has reached") {
  load::Plan plan;
  plan.warmup = 5s;
  plan.scenarios = {ramp("diners", 0s, {{20s, 20, 200}, {50s, 200, 200}})};
  CHECK(phase_of(plan, 0s) == "warm-up, stage 1 of 2, 20.0/s");
  CHECK(phase_of(plan, 10s) == "stage 1 of 2, 110.0/s");
  CHECK(phase_of(plan, 20s) == "stage 2 of 2, 200.0/s");
  CHECK(phase_of(plan, 70s).empty());
  plan.scenarios.push_back(ramp("couriers", 60s, {{20s, 5, 5}}));
  CHECK(phase_of(plan, 30s) == "1 of 2 scenarios, diners, stage 2 of 2, 200.0/s");
  CHECK(phase_of(plan, 65s) == "2 of 2 scenarios");
  CHECK(phase_of(plan, 75s) == "1 of 2 scenarios, couriers, 5.0/s");
}
