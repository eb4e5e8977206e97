#include "sim/commands/live_view.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::sim;
using namespace std::chrono_literals;

namespace {

load::Plan plan_of(Instant length) {
  load::Plan plan;
  plan.scenarios.resize(1);
  plan.scenarios[0].duration = length;
  return plan;
}

load::Tick busy_tick() {
  load::Tick tick;
  tick.offered = 1500;
  tick.done = 1400;
  tick.requests = 3000;
  tick.errors = {{"http 503", 7}};
  tick.users_busy = 100;
  tick.cpu = {0.2, 0.41};
  return tick;
}

}  // namespace

TEST_CASE("off a terminal there is one plain line in ten seconds, with everything so far") {
  const load::Plan plan = plan_of(60s);
  LiveView view(plan, LiveView::Style::plain);
  for (int second = 1; second <= 9; ++second) CHECK(view.tick(second * 1s, busy_tick()).empty());
  CHECK(view.tick(10s, busy_tick()) == "10.0s of 1m: 15,000 offered, 14,000 done, 30,000 requests, 70 errors, 100 users busy, 0 waiting\n");
  CHECK(view.clear().empty());
}

TEST_CASE("on a terminal the block is drawn over the one before") {
  const load::Plan plan = plan_of(10s);
  LiveView view(plan, LiveView::Style::block);
  const std::string first = view.tick(1s, busy_tick());
  CHECK_THAT(first, Catch::StartsWith("  [====    "));
  CHECK_THAT(first, Catch::Contains("offered 1500/s") && Catch::Contains("generator cpu 41 %"));
  CHECK_THAT(view.tick(2s, busy_tick()), Catch::StartsWith("\x1b[3A\x1b[J"));
  CHECK_THAT(view.tick(12s, busy_tick()), Catch::Contains("waiting for what still runs"));
}

TEST_CASE("a silent view says nothing") {
  const load::Plan plan = plan_of(10s);
  LiveView view(plan, LiveView::Style::silent);
  CHECK(view.tick(10s, busy_tick()).empty());
}
