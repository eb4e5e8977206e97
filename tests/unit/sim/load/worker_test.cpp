#include "sim/load/worker.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

struct Played {
  Tick tick;
  latency::Interval interval;
  std::uint64_t users;
  std::vector<PaperWorld::Sent> sent;

  latency::Histogram of(const std::string& step, const std::string& kind) const {
    latency::Histogram merged;
    for (const auto& [series, histogram] : interval.series)
      if (series.step == step && series.kind == kind) merged.merge(histogram);
    return merged;
  }
};

Played play(const Plan& plan, PaperWorld& world, const std::vector<PaperUser::Act>& acts, Instant until = Instant::max()) {
  PaperUsers users(acts);
  Pools pools = make_pools(plan, 1);
  Worker worker(plan, world, users, pools, 1, {});
  for (auto& pool : pools) pool->permits.nudge = [](std::size_t) {};
  worker.start();
  world.run(worker, until);
  if (until == Instant::max()) REQUIRE(worker.finished());
  return {worker.take_tick(), worker.recorder().take_interval(0s, 1s), users.made, world.sent};
}

}  // namespace

TEST_CASE("the users of all stripes are those that the scenarios permit, and each stripe's are those that it numbers") {
  Plan plan;
  for (const std::uint64_t max_vus : {1, 5, 12}) {
    plan.scenarios.emplace_back();
    plan.scenarios.back().max_vus = max_vus;
  }
  CHECK(users_of(plan, {0, 1}) == 18);
  CHECK(users_of(plan, {0, 3}) == 1 + 2 + 4);
  CHECK(users_of(plan, {1, 3}) == 0 + 2 + 4);
  CHECK(users_of(plan, {2, 3}) == 0 + 1 + 4);
  CHECK(users_of(plan, {12, 40}) == 0);
  CHECK(users_of(Plan(), {0, 1}) == 0);
}

TEST_CASE("arrivals are sent when they are due, whatever the answers take") {
  PaperWorld world;
  world.answer = after(700ms);
  const Played played = play(open_plan(10, 3s, 100), world, {{"get"}});
  REQUIRE(played.sent.size() == 30);
  for (std::size_t n = 0; n < 30; ++n) CHECK(played.sent[n].at == 100ms * static_cast<int>(n));
  CHECK(played.users == 7);  // no more than are busy at once: the one that is free at 700 ms takes the arrival of that instant
  CHECK(played.tick.done == 30);
  check_sum(played.tick);
}

TEST_CASE("waiting for a user counts in the response time and not in the service time") {
  PaperWorld world;
  world.answer = after(150ms);
  const Played played = play(open_plan(10, 1s, 1), world, {{"get"}});
  CHECK(played.of("get", "service").max() == Approx(150e6).epsilon(0.001));
  // Arrival n is due at 100 n ms and served from 150 n on: the tenth waits 450 ms.
  CHECK(played.of("get", "response").max() == Approx(600e6).epsilon(0.001));
  CHECK(played.tick.waited_for_user == 9);
  CHECK(played.tick.waited_beside_idle == 0);
  check_sum(played.tick);
}

TEST_CASE("a server that stops for a second in ten gives the response times of the closed form") {
  PaperWorld world;
  world.answer = [](const Request&, Instant sent) {
    Outcome outcome;
    outcome.status = 200;
    const Instant into = sent % 10s;
    outcome.done = sent + (into < 1s ? 1s - into : 0s) + 100us;
    return outcome;
  };
  const Played played = play(open_plan(1000, 60s, 10'000), world, {{"get"}});
  const auto response = played.of("get", "response");
  REQUIRE(response.count() == 60'000);
  // A tenth of the arrivals waits, evenly between 0 and 1 s: quantile q sits at (q - 0.9) / 0.1 seconds.
  CHECK(response.quantile(0.95) == Approx(500e6).epsilon(0.01));
  CHECK(response.quantile(0.99) == Approx(900e6).epsilon(0.01));
  CHECK(response.quantile(0.999) == Approx(990e6).epsilon(0.01));
}

TEST_CASE("a late loop shows in response time and send lag, because intended instants are not clock readings") {
  PaperWorld world;
  world.answer = after(1ms);
  world.alarm_delay = 5ms;
  const Played played = play(open_plan(1, 20s, 10), world, {{"get"}});
  CHECK(played.of("get", "response").quantile(0.5) == Approx(6e6).epsilon(0.001));
  CHECK(played.of("get", "service").quantile(0.5) == Approx(1e6).epsilon(0.001));
  CHECK(played.of("", "send_lag").quantile(0.9) == Approx(5e6).epsilon(0.001));
}

TEST_CASE("think time is in no latency, and a step's wait stays with that step") {
  PaperWorld world;
  world.answer = [](const Request& request, Instant sent) {
    Outcome outcome;
    outcome.status = 200;
    outcome.done = sent + (request.url == "slow" ? 900ms : 10ms);
    return outcome;
  };
  const Played played = play(open_plan(1, 20s, 10), world, {{"slow"}, {"", 3s}, {"quick"}});
  CHECK(played.of("slow", "response").quantile(1) == Approx(900e6).epsilon(0.001));
  CHECK(played.of("quick", "response").quantile(1) == Approx(10e6).epsilon(0.001));
  CHECK(played.of("", "iteration").quantile(1) == Approx(3.91e9).epsilon(0.001));
}

TEST_CASE("an arrival beyond the limit is dropped and counted where the plan says drop") {
  PaperWorld world;
  world.answer = after(10s);
  Plan plan = open_plan(10, 1s, 3);
  plan.scenarios[0].on_limit = OnLimit::drop;
  const Played played = play(plan, world, {{"get"}});
  CHECK(played.tick.dropped == 7);
  CHECK(played.tick.done == 3);
  check_sum(played.tick);
}

TEST_CASE("a queue of arrivals is bounded by its length and by the age of what waits in it") {
  PaperWorld world;
  world.answer = after(4s);
  Plan plan = open_plan(10, 1s, 1);
  plan.scenarios[0].max_queue = 5;
  plan.scenarios[0].max_wait = 6s;
  const Played played = play(plan, world, {{"get"}});
  CHECK(played.tick.dropped == 4);  // arrivals 6 to 9 found five waiting
  CHECK(played.tick.done == 2);     // at 0 s and at 4 s; at 8 s the rest is older than six
  CHECK(played.tick.censored == 4);
  CHECK(played.of("(not started)", "response").count() == 4);
  CHECK(played.of("(not started)", "response_bound").count() == 4);
  check_sum(played.tick);
}

TEST_CASE("what has not finished when the graceful stop is over is recorded at its age as a lower bound") {
  PaperWorld world;
  world.answer = after(1000s);
  Plan plan = open_plan(2, 1s, 1);
  plan.scenarios[0].graceful_stop = 2s;
  const Played played = play(plan, world, {{"get"}});
  CHECK(played.tick.censored == 2);
  CHECK(played.of("get", "response_bound").max() == Approx(3e9).epsilon(0.001));
  CHECK(played.of("(not started)", "response_bound").max() == Approx(2.5e9).epsilon(0.001));
  CHECK(played.tick.errors.at("unfinished at the end") == 1);
  check_sum(played.tick);
}

TEST_CASE("fixed users begin their next iteration when the last one is done, until the time is up") {
  PaperWorld world;
  world.answer = after(300ms);
  Plan plan;
  Scenario scenario;
  scenario.name = "s";
  scenario.max_vus = 4;
  scenario.duration = 1s;
  plan.scenarios.push_back(scenario);
  const Played played = play(plan, world, {{"get"}});
  CHECK(played.tick.done == 16);  // each begins at 0, 300, 600 and 900 ms
  CHECK(played.of("get", "response").max() == Approx(300e6).epsilon(0.001));
  check_sum(played.tick);
}

TEST_CASE("fixed users whose iterations wait for nothing do not keep the loop from ending") {
  PaperWorld world;
  world.answer = after(1ms);
  Plan plan;
  Scenario scenario;
  scenario.name = "s";
  scenario.max_vus = 1;
  scenario.duration = 1s;
  plan.scenarios.push_back(scenario);
  PaperUsers users({});
  Pools pools = make_pools(plan, 1);
  pools[0]->permits.nudge = [](std::size_t) {};
  Worker worker(plan, world, users, pools, 1, {});
  worker.start();
  CHECK_FALSE(worker.finished());
  worker.halt(500ms);
  CHECK(worker.finished());
}

TEST_CASE("a stop lets running iterations end, and a halt cuts them off") {
  PaperWorld world;
  world.answer = after(5s);
  const Plan plan = open_plan(10, 100s, 3);
  PaperUsers users({{"get"}});
  Pools pools = make_pools(plan, 1);
  pools[0]->permits.nudge = [](std::size_t) {};
  Worker worker(plan, world, users, pools, 1, {});
  worker.start();
  world.run(worker, 1s);
  CHECK(users.stopped.empty());
  worker.stop(1s);
  CHECK(users.stopped == std::vector<std::size_t>{0});
  CHECK_FALSE(worker.finished());
  SECTION("stop") {
    world.run(worker);
    CHECK(worker.finished());
    const Tick tick = worker.take_tick();
    CHECK(tick.done == 3);
    CHECK(tick.censored == tick.offered - 3);
  }
  SECTION("halt") {
    worker.halt(2s);
    CHECK(worker.finished());
    const Tick tick = worker.take_tick();
    CHECK(tick.done == 0);
    CHECK(tick.censored == tick.offered);
  }
}

TEST_CASE("iterations get the same numbers at any number of workers, and each its own stream") {
  const Plan plan = open_plan(100, 1s, 50);
  std::map<std::uint64_t, std::uint64_t> drawn[2];
  for (const std::size_t workers : {1, 2}) {
    Pools pools = make_pools(plan, workers);
    pools[0]->permits.nudge = [](std::size_t) {};
    for (std::size_t index = 0; index < workers; ++index) {
      PaperWorld world;
      world.answer = after(5ms);
      PaperUsers users({{"get"}});
      Worker worker(plan, world, users, pools, 99, {index, workers});
      worker.start();
      world.run(worker);
      for (Iteration& iteration : users.begun) drawn[workers - 1][iteration.number] = iteration.stream();
    }
  }
  CHECK(drawn[0].size() == 100);
  CHECK(drawn[0] == drawn[1]);
}

TEST_CASE("the indexes of a scenario's iterations are each given once, by whatever worker") {
  Plan plan = open_plan(100, 1s, 50);
  const bool open = GENERATE(true, false);
  if (!open) {
    plan.scenarios[0].executor = Executor::constant_vus;
    plan.scenarios[0].max_vus = 5;
    plan.scenarios[0].duration = 1s;
  }
  const std::size_t workers = GENERATE(1, 2);
  std::vector<std::uint64_t> indexes;
  Pools pools = make_pools(plan, workers);
  pools[0]->permits.nudge = [](std::size_t) {};
  for (std::size_t index = 0; index < workers; ++index) {
    PaperWorld world;
    world.answer = after(50ms);
    PaperUsers users({{"get"}});
    Worker worker(plan, world, users, pools, 99, {index, workers});
    worker.start();
    world.run(worker);
    for (const Iteration& iteration : users.begun) {
      indexes.push_back(iteration.index);
      CHECK(iteration.index == (open ? iteration.number : iteration.number * 5 + iteration.vu));
    }
  }
  std::sort(indexes.begin(), indexes.end());
  REQUIRE(indexes.size() == 100);
  for (std::uint64_t i = 0; i < indexes.size(); ++i) CHECK(indexes[i] == i);
}

TEST_CASE("an arrival that waits for a permit of another worker is nudged, and told from one that waits for the target") {
  const Plan plan = open_plan(2, 1s, 1);
  Pools pools = make_pools(plan, 2);
  std::vector<std::size_t> nudged;
  pools[0]->permits.nudge = [&](std::size_t worker) { nudged.push_back(worker); };
  PaperWorld first, second;
  first.answer = second.answer = after(700ms);
  PaperUsers users({{"get"}});
  Worker one(plan, first, users, pools, 1, {0, 2});
  Worker two(plan, second, users, pools, 1, {1, 2});
  one.start();
  two.start();
  second.run(two, 500ms);  // arrival 1 finds the only permit with worker 0
  CHECK(two.take_tick().queued == 1);
  first.run(one);
  REQUIRE(nudged == std::vector<std::size_t>{1});
  SECTION("served at once, the wait was the target's") {
    two.on_alarm(700ms);
    CHECK(two.take_tick().waited_beside_idle == 0);
  }
  SECTION("served late, the generator's") {
    two.on_alarm(750ms);
    CHECK(two.take_tick().waited_beside_idle == 1);
  }
}

TEST_CASE("a sample belongs to the warm-up by its intended instant") {
  PaperWorld world;
  world.answer = after(400ms);
  Plan plan = open_plan(10, 2s, 10);
  plan.warmup = 1s;
  const Played played = play(plan, world, {{"get"}});
  std::uint64_t warm = 0, main_phase = 0;
  for (const auto& [series, histogram] : played.interval.series)
    if (series.kind == "response") (series.warmup ? warm : main_phase) += histogram.count();
  CHECK(warm == 10);
  CHECK(main_phase == 10);
}

TEST_CASE("a heartbeat is due every 20 ms while there is something to play, and notes how late the loop comes round") {
  PaperWorld world;
  world.answer = after(1ms);
  SECTION("a punctual loop is never late") {
    const Played played = play(open_plan(1, 10s, 10), world, {{"get"}});
    CHECK(played.of("", "loop_lag").count() == 450);  // until the last answer, at 9.001 s
    CHECK(played.of("", "loop_lag").max() == 0);
  }
  SECTION("a loop that wakes late is late by that much") {
    world.alarm_delay = 5ms;
    const Played played = play(open_plan(1, 10s, 10), world, {{"get"}});
    CHECK(played.of("", "loop_lag").quantile(0.5) == Approx(5e6).epsilon(0.001));
  }
}

TEST_CASE("a standstill weighs as long as it lasted: every beat that it swallowed is recorded with its own lateness") {
  PaperWorld world;
  world.answer = after(1ms);
  const Plan plan = open_plan(1, 100s, 10);
  PaperUsers users({{"get"}});
  Pools pools = make_pools(plan, 1);
  pools[0]->permits.nudge = [](std::size_t) {};
  Worker worker(plan, world, users, pools, 1, {});
  worker.start();
  world.run(worker, 90ms);  // beats at 20, 40, 60 and 80 ms
  worker.on_alarm(1090ms);  // those from 100 to 1,080 ms are 990 to 10 ms late
  const latency::Interval interval = worker.recorder().take_interval(0s, 1s);
  const auto& lag = interval.series.at({"", "", "loop_lag", true, false});
  CHECK(lag.count() == 4 + 50);
  CHECK(lag.max() == Approx(990e6).epsilon(0.001));
  CHECK(lag.count_above(500'000'000) == 25);
}

TEST_CASE("the heart stops with the last iteration: nothing more is asked of the world") {
  PaperWorld world;
  world.answer = after(1ms);
  const Plan plan = open_plan(1, 1s, 10);
  PaperUsers users({{"get"}});
  Pools pools = make_pools(plan, 1);
  pools[0]->permits.nudge = [](std::size_t) {};
  Worker worker(plan, world, users, pools, 1, {});
  worker.start();
  world.run(worker);
  REQUIRE(worker.finished());
  const auto beats = [&] { return worker.recorder().take_interval(0s, 1s).series.count({"", "", "loop_lag", true, false}); };
  (void)beats();
  worker.on_alarm(10s);  // a nudge from elsewhere
  CHECK(beats() == 0);
}

TEST_CASE("a burst of users whose work takes long ends early, so that answers and heartbeats get their turn") {
  PaperWorld world;
  world.answer = after(1s);
  world.send_takes = GENERATE(0us, 1ms);
  Plan plan = open_plan(1, 1s, 100);
  plan.scenarios[0].executor = Executor::constant_vus;
  plan.scenarios[0].stages.clear();
  plan.scenarios[0].duration = 1s;
  PaperUsers users({{"get"}});
  Pools pools = make_pools(plan, 1);
  Worker worker(plan, world, users, pools, 1, {});
  worker.start();
  CHECK(world.sent.size() == (world.send_takes > 0us ? 8 : 100));
  world.run(worker);
  CHECK(world.sent.size() == 100);
  check_sum(worker.take_tick());
}
