#include "sim/load/plan.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

Scenario scenario(Executor executor, Instant start, Instant duration, std::vector<Stage> stages = {}) {
  Scenario made;
  made.name = "s";
  made.executor = executor;
  made.start_time = start;
  made.duration = duration;
  made.stages = std::move(stages);
  return made;
}

}  // namespace

TEST_CASE("a scenario is as long as its stages, its duration, or the longest that its iterations may take") {
  CHECK(scenario(Executor::constant_vus, 0s, 30s).length() == 30s);
  CHECK(scenario(Executor::per_vu_iterations, 0s, 10min).length() == 10min);
  CHECK(scenario(Executor::shared_iterations, 5s, 10min).end() == 10min + 5s);
  CHECK(scenario(Executor::ramping_vus, 2s, 0s, {{3s, 0, 5}, {0s, 5, 9}, {4s, 9, 9}}).end() == 9s);
  CHECK(scenario(Executor::ramping_arrival_rate, 1s, 0s, {{3s, 0, 5}}).end() == 4s);
  CHECK(scenario(Executor::constant_arrival_rate, 0s, 0s, {{3s, 5, 5}}).end() == 3s);
}

TEST_CASE("a plan ends with its last scenario, and everything has been cut off when the last graceful stop is over") {
  Plan plan;
  plan.scenarios = {scenario(Executor::constant_vus, 0s, 60s), scenario(Executor::constant_vus, 50s, 15s)};
  plan.scenarios[0].graceful_stop = 40s;
  plan.scenarios[1].graceful_stop = 5s;
  CHECK(plan.length() == 65s);
  CHECK(plan.drain_end() == 100s);
  const nlohmann::json json = to_json(plan);
  CHECK(json["length_ns"] == 65'000'000'000);
  CHECK(json["ends_by_ns"] == 100'000'000'000);
  CHECK(json["scenarios"][1]["start_ns"] == 50'000'000'000);
  CHECK(Plan().drain_end() == 0s);
}

TEST_CASE("a plan is bound by iterations where nothing but their number keeps it from ending early") {
  Plan plan;
  CHECK_FALSE(plan.iteration_bound());
  plan.scenarios = {scenario(Executor::shared_iterations, 0s, 10min)};
  CHECK(plan.iteration_bound());
  CHECK(to_json(plan)["iteration_bound"] == true);
  plan.scenarios.push_back(scenario(Executor::constant_vus, 0s, 5min));
  CHECK(plan.iteration_bound());
  plan.scenarios.push_back(scenario(Executor::constant_vus, 0s, 10min));
  CHECK_FALSE(plan.iteration_bound());
  CHECK_FALSE(to_json(plan).contains("iteration_bound"));
  plan.scenarios.push_back(scenario(Executor::per_vu_iterations, 1s, 10min));
  CHECK(plan.iteration_bound());
}
