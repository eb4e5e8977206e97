#include "sim/load/overrides.hpp"

#include <catch2/catch.hpp>

#include "reports/foundation/user_error.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

Scenario arrivals(const std::string& name = "a") {
  Scenario s;
  s.name = name;
  s.executor = Executor::constant_arrival_rate;
  s.stages = {{60s, 50, 50}};
  s.max_vus = 200;
  s.start_time = 5s;
  return s;
}

Scenario arrivals_ramp() {
  Scenario s = arrivals();
  s.executor = Executor::ramping_arrival_rate;
  s.stages = {{10s, 0, 20}, {20s, 20, 20}};
  return s;
}

Scenario users() {
  Scenario s;
  s.name = "a";
  s.executor = Executor::constant_vus;
  s.max_vus = 10;
  s.duration = 60s;
  s.pace = 2s;
  return s;
}

Scenario users_ramp() {
  Scenario s;
  s.name = "a";
  s.executor = Executor::ramping_vus;
  s.stages = {{10s, 1, 20}};
  s.max_vus = 20;
  return s;
}

Scenario shared() {
  Scenario s;
  s.name = "a";
  s.executor = Executor::shared_iterations;
  s.max_vus = 10;
  s.iterations = 100;
  s.duration = 600s;
  return s;
}

Scenario after(const Overrides& overrides, const Scenario& scenario) {
  Plan plan;
  plan.scenarios = {scenario};
  apply(overrides, plan);
  REQUIRE(plan.scenarios.size() == 1);
  return plan.scenarios[0];
}

std::string refusal(const Overrides& overrides, std::vector<Scenario> scenarios) {
  Plan plan;
  plan.scenarios = std::move(scenarios);
  try {
    apply(overrides, plan);
  } catch (const UserError& error) {
    CHECK(error.exit() == Exit::flags);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("users and a duration make constant-vus of every executor") {
  for (const Scenario& scenario : {arrivals(), arrivals_ramp(), users(), users_ramp(), shared()}) {
    const Scenario s = after({.vus = 7, .duration = 3s}, scenario);
    CHECK(s.executor == Executor::constant_vus);
    CHECK(s.max_vus == 7);
    CHECK(s.length() == 3s);
    CHECK(s.iterations == 0);
    CHECK(s.start_time == scenario.start_time);
  }
}

TEST_CASE("iterations are shared, by one user unless it is said, for ten minutes at most") {
  const Scenario s = after({.iterations = 30}, arrivals_ramp());
  CHECK(s.executor == Executor::shared_iterations);
  CHECK(s.iterations == 30);
  CHECK(s.max_vus == 1);
  CHECK(s.length() == 10min);
  const Scenario timed = after({.vus = 5, .duration = 3s, .iterations = 30}, users());
  CHECK(timed.max_vus == 5);
  CHECK(timed.length() == 3s);
}

TEST_CASE("a rate makes constant-arrival-rate, with the users that were permitted and the length that it had") {
  const Scenario kept = after({.rate = 500}, arrivals_ramp());
  CHECK(kept.executor == Executor::constant_arrival_rate);
  CHECK(kept.max_vus == 200);
  REQUIRE(kept.stages.size() == 1);
  CHECK(kept.stages[0].from == 500);
  CHECK(kept.stages[0].to == 500);
  CHECK(kept.length() == 30s);
  const Scenario said = after({.vus = 9, .duration = 3s, .rate = 500}, users());
  CHECK(said.max_vus == 9);
  CHECK(said.length() == 3s);
  CHECK(said.pace == 0s);
}

TEST_CASE("stages make a ramp of arrivals where there are some, else of users") {
  const Scenario rates = after({.stages = {{10s, 100}, {5s, 0}}}, arrivals());
  CHECK(rates.executor == Executor::ramping_arrival_rate);
  REQUIRE(rates.stages.size() == 2);
  CHECK(rates.stages[0].from == 0);
  CHECK(rates.stages[1].from == 100);
  CHECK(rates.stages[1].to == 0);
  CHECK(rates.max_vus == 200);
  CHECK(after({.rate = 30, .stages = {{10s, 100}}}, arrivals()).stages[0].from == 30);
  const Scenario ramp = after({.stages = {{10s, 100}, {5s, 0}}}, users());
  CHECK(ramp.executor == Executor::ramping_vus);
  CHECK(ramp.stages[0].from == 1);
  CHECK(ramp.max_vus == 100);
  CHECK(ramp.length() == 15s);
  CHECK(after({.vus = 150, .stages = {{10s, 100}}}, users()).max_vus == 150);
  CHECK(after({.vus = 5, .stages = {{10s, 100, true}}}, users()).executor == Executor::ramping_arrival_rate);
}

TEST_CASE("users alone, or a duration alone, change what the executor has") {
  CHECK(after({.vus = 3}, users()).max_vus == 3);
  CHECK(after({.vus = 3}, users()).duration == 60s);
  CHECK(after({.vus = 3}, arrivals_ramp()).max_vus == 3);
  CHECK(after({.vus = 3}, arrivals_ramp()).executor == Executor::ramping_arrival_rate);
  CHECK(after({.vus = 3}, shared()).iterations == 100);
  CHECK(after({.duration = 3s}, users()).length() == 3s);
  CHECK(after({.duration = 3s}, users()).pace == 2s);
  CHECK(after({.duration = 3s}, arrivals()).length() == 3s);
  CHECK(after({.duration = 3s}, arrivals()).stages[0].to == 50);
  CHECK(after({.duration = 3s}, shared()).duration == 3s);
}

TEST_CASE("what contradicts itself says what to do") {
  const auto row = GENERATE(table<Overrides, Scenario, std::string>({
      {{.iterations = 5, .rate = 3}, users(), "--iterations: goes without --rate and --stage"},
      {{.iterations = 5, .stages = {{10s, 1}}}, users(), "--iterations: goes without --rate and --stage"},
      {{.duration = 5s, .stages = {{10s, 1}}}, users(), "--duration: goes without --stage"},
      {{.vus = 10, .iterations = 5}, users(), "--iterations 5: 10 users cannot share them"},
      {{.rate = 5}, users(), "--rate: the scenario 'a' has no max_vus; say with -u"},
      {{.rate = 5, .stages = {{10s, 1}}}, users(), "--stage: the scenario 'a' has no max_vus; say with -u"},
      {{.vus = 5}, users_ramp(), "--vus: the users of 'a' are those of its stages"},
      {{.vus = 101}, shared(), "--vus 101: they cannot share the 100 iterations"},
      {{.duration = 5s}, users_ramp(), "--duration: 'a' lasts as long as its stages do"},
      {{.duration = 5s}, arrivals_ramp(), "--duration: 'a' lasts as long as its stages do"},
      {{.scenarios = {"aa"}}, users(), "--scenario aa: the script has no such scenario; did you mean"},
  }));
  if (std::get<2>(row).ends_with("did you mean"))
    CHECK_THAT(refusal(std::get<0>(row), {std::get<1>(row)}), Catch::Contains("has no such scenario"));
  else
    CHECK_THAT(refusal(std::get<0>(row), {std::get<1>(row)}), Catch::StartsWith(std::get<2>(row)));
}

TEST_CASE("scenarios are chosen by name, and a load is changed only where one plays") {
  Plan plan;
  plan.scenarios = {arrivals("a"), arrivals("b"), arrivals("c")};
  apply({.scenarios = {"c", "a"}}, plan);
  REQUIRE(plan.scenarios.size() == 2);
  CHECK(plan.scenarios[0].name == "a");
  CHECK(plan.scenarios[1].name == "c");
  apply({.vus = 3, .scenarios = {"c"}}, plan);
  CHECK(plan.scenarios.at(0).max_vus == 3);
  CHECK_THAT(refusal({.vus = 3}, {arrivals("a"), arrivals("b")}), Catch::Contains("2 play: a, b; choose one with --scenario"));
}

TEST_CASE("tags of the command line go before the script's of the same name") {
  Plan plan;
  plan.scenarios = {users()};
  plan.tags = {{"build", "1"}, {"branch", "main"}};
  apply({.tags = {{"build", "2"}}}, plan);
  CHECK(plan.tags == std::vector<Tag>{{"branch", "main"}, {"build", "2"}});
}

TEST_CASE("a name of a tag is of few characters and no word that selects figures") {
  for (const char* name : {"zone", "a.b-c_9", "Build"}) CHECK(tag_complaint(name).empty());
  for (const char* name : {"", "a b", "a=b", "step", "scenario", "outcome"}) CHECK_FALSE(tag_complaint(name).empty());
  CHECK_FALSE(tag_complaint(std::string(101, 'a')).empty());
}
