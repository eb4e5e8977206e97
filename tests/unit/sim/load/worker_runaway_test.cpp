#include <catch2/catch.hpp>

#include "sim/load/worker.hpp"
#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

/// Users of scenario 0 run away each time they begin; those of the others ask for "/" and are done. Waits first, if `sleep` is not zero.
class WildUsers final : public UserFactory {
 public:
  explicit WildUsers(Instant sleep = Instant(0)) : sleep_(sleep) {}
  void note_in(Recorder&) override {}
  std::unique_ptr<User> make_user(std::size_t scenario, std::uint64_t) override {
    if (scenario > 0) return std::make_unique<PaperUser>(std::vector<PaperUser::Act>{{"/"}}, nullptr);
    return std::make_unique<Wild>(*this);
  }
  int begun = 0, cancelled = 0;

 private:
  class Wild final : public User {
   public:
    explicit Wild(WildUsers& all) : all_(&all) {}
    Action begin(const Iteration&) override {
      ++all_->begun;
      return all_->sleep_ > Instant(0) ? Action{Action::Kind::sleep, all_->sleep_} : after_sleep();
    }
    Action after_outcome(std::size_t, Outcome&&, bool) override { return after_sleep(); }
    Action after_sleep() override { return {.kind = Action::Kind::failed, .beyond = Action::Beyond::runaway}; }
    void cancel() override { ++all_->cancelled; }
    const Call& call(std::size_t) const noexcept override { return call_; }
    const std::string& failure() const noexcept override { return failure_; }

   private:
    WildUsers* all_;
    Call call_;
    std::string failure_ = "s.lua:7: ran for longer than 1s";
  };
  Instant sleep_;
};

Plan wild_plan(Executor executor) {
  Plan plan = open_plan(100, 1s, 50);
  plan.scenarios[0].name = "wild";
  if (executor == Executor::constant_vus) {
    plan.scenarios[0].stages.clear();
    plan.scenarios[0].duration = 1s;
  }
  plan.scenarios[0].executor = executor;
  plan.scenarios.push_back(open_plan(100, 1s, 50).scenarios[0]);
  plan.scenarios[1].name = "steady";
  return plan;
}

}  // namespace

TEST_CASE("a scenario whose code runs away three times is stopped, and the others go on") {
  const Executor executor = GENERATE(Executor::constant_arrival_rate, Executor::constant_vus);
  const Instant sleep = GENERATE(0ms, 50ms);
  const Plan plan = wild_plan(executor);
  PaperWorld world;
  world.answer = after(5ms);
  WildUsers users(sleep);
  Pools pools = make_pools(plan, 1);
  Worker worker(plan, world, users, pools, 1, {});
  for (auto& pool : pools) pool->permits.nudge = [](std::size_t) {};
  worker.start();
  world.run(worker);
  REQUIRE(worker.finished());
  const std::vector<ScenarioStop> stops = worker.take_scenario_stops();
  REQUIRE(stops.size() == 1);
  CHECK(stops[0].scenario == 0);
  CHECK(stops[0].reason == "s.lua:7: ran for longer than 1s");
  CHECK(worker.take_scenario_stops().empty());
  const Tick tick = worker.take_tick();
  check_sum(tick);
  CHECK(tick.script_errors == 3);
  CHECK(tick.requests == 100);  // all of the steady one
  CHECK(users.begun - users.cancelled == 3);
}

TEST_CASE("a scenario that another worker has stopped ends at once here") {
  const Plan plan = wild_plan(Executor::constant_vus);
  PaperWorld world;
  world.answer = after(5ms);
  WildUsers users(10s);
  Pools pools = make_pools(plan, 1);
  Worker worker(plan, world, users, pools, 1, {});
  for (auto& pool : pools) pool->permits.nudge = [](std::size_t) {};
  worker.start();
  world.run(worker, 500ms);
  worker.stop_scenario(0, 500ms);
  CHECK(users.cancelled == 50);
  world.run(worker);
  REQUIRE(worker.finished());
  const Tick tick = worker.take_tick();
  check_sum(tick);
  CHECK(tick.censored == 50);
  CHECK(tick.requests == 100);
  CHECK(worker.take_scenario_stops().empty());
}

TEST_CASE("a worker that is written off files what is under way, and touches neither its users nor its world") {
  Plan plan = wild_plan(Executor::constant_vus);
  plan.scenarios[0].max_vus = 3;
  PaperWorld world;
  world.answer = after(10s);
  WildUsers users(20s);
  Pools pools = make_pools(plan, 1);
  Worker worker(plan, world, users, pools, 1, {});
  for (auto& pool : pools) pool->permits.nudge = [](std::size_t) {};
  worker.start();
  world.run(worker, 205ms);
  REQUIRE(world.take_counts().connections == 21);
  worker.write_off(300ms);
  CHECK(worker.finished());
  CHECK(users.cancelled == 0);
  CHECK(world.take_counts().connections == 21);
  const Tick tick = worker.take_tick();
  check_sum(tick);
  CHECK(tick.requests == 21);
  CHECK(tick.errors.at(std::string(unfinished_error)) == 21);
  CHECK(tick.censored == tick.offered);
}
