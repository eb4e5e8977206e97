#include "sim/load/steering.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/pages/live/rate_bound.hpp"
#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

/// An act of a person at an instant, settled then by the collecting thread.
struct Act {
  Instant at;
  double factor;
};

struct Steered {
  Tick tick;
  std::vector<PaperWorld::Sent> sent;                                      // by instant
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> begun;  // by user (of fixed ones) and number of the iteration
  Instant ended;
};

Steered play_steered(const Plan& plan, std::size_t workers, const std::vector<Act>& script, const Answer& answer,
                     const std::vector<PaperUser::Act>& user_acts, std::optional<Instant> stop = std::nullopt) {
  Steering steering;
  std::vector<PaperUsers*> users;
  PaperCrew crew(
      plan, workers, answer,
      [&] {
        auto made = std::make_unique<PaperUsers>(user_acts);
        users.push_back(made.get());
        return made;
      },
      1, &steering);
  crew.start();
  for (const Act& act : script) {
    crew.run(act.at);
    REQUIRE(steering.scale(act.factor));
    steering.settle(act.at);
  }
  if (stop) {
    crew.run(*stop);
    crew.stop();
  }
  crew.run();
  REQUIRE(crew.finished());
  Steered steered{crew.take_tick(), {}, {}, crew.now};
  for (PaperWorld& world : crew.worlds) steered.sent.insert(steered.sent.end(), world.sent.begin(), world.sent.end());
  std::stable_sort(steered.sent.begin(), steered.sent.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  for (const PaperUsers* of_worker : users)
    for (const Iteration& iteration : of_worker->begun)
      ++steered.begun[{plan.scenarios[0].numbers_iterations() ? 0 : iteration.vu, iteration.number}];
  return steered;
}

std::vector<Instant> instants(const Steered& steered) {
  std::vector<Instant> list;
  for (const auto& sent : steered.sent) list.push_back(sent.at);
  return list;
}

std::uint64_t sent_between(const Steered& steered, Instant from, Instant to) {
  return static_cast<std::uint64_t>(
      std::count_if(steered.sent.begin(), steered.sent.end(), [&](const auto& sent) { return sent.at >= from && sent.at < to; }));
}

Plan users_plan(std::uint64_t vus, Instant length) {
  Scenario scenario;
  scenario.name = "u";
  scenario.executor = Executor::constant_vus;
  scenario.max_vus = vus;
  scenario.duration = length;
  scenario.pace = 100ms;
  return plan_of(scenario);
}

const std::vector<PaperUser::Act> one_request{{"a"}};

}  // namespace

TEST_CASE("a factor that is none is refused and changes nothing") {
  Steering steering;
  for (const double factor : {-0.1, 100.1, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_FALSE(steering.scale(factor));
    CHECK(steering.factor() == 1);
  }
  CHECK(steering.scale(0));
  CHECK(steering.scale(100));
  CHECK(steering.factor() == 100);
}

TEST_CASE("what the live page says of a plan's bound holds for the plan as a run writes it") {
  CHECK(pages::RateBound::of_rates == Steering::most);
  Plan plan = users_plan(50, 60s);
  const auto bound = [&] { return pages::rate_bound({{"plan", to_json(plan)}}); };
  CHECK(bound().most == 1);
  CHECK_THAT(bound().words, Catch::Contains("never more than the plan's 50"));
  plan.scenarios[0].executor = Executor::ramping_vus;
  plan.scenarios[0].stages = {{60s, 0, 50}};
  CHECK(bound().most == 100);
  CHECK_THAT(bound().words, Catch::Contains("never more than the 50 at the plan's peak"));
  plan.scenarios[0].executor = Executor::constant_arrival_rate;
  CHECK(bound().words == "Rates may count 0 to 100 times.");
  plan.scenarios[0].executor = Executor::shared_iterations;
  plan.scenarios[0].stages.clear();
  plan.scenarios[0].iterations = 10;
  CHECK(bound().most == 0);
}

TEST_CASE("a scaling holds a little after it was settled, never before an earlier one, and workers take each once") {
  Steering steering;
  CHECK_FALSE(steering.settle(1s));
  CHECK_FALSE(steering.news(0));
  REQUIRE(steering.scale(2));
  const auto first = steering.settle(1s);
  REQUIRE(first);
  CHECK(first->at == 1s + Steering::lead);
  CHECK(first->factor == 2);
  CHECK_FALSE(steering.settle(1100ms));  // no news
  REQUIRE(steering.scale(3));
  REQUIRE(steering.scale(0.5));
  const auto second = steering.settle(1s);
  REQUIRE(second);
  CHECK(second->factor == 0.5);  // the last of several
  CHECK(second->at >= first->at);
  CHECK(steering.news(0));
  CHECK(steering.news(1));
  CHECK_FALSE(steering.news(2));
  CHECK(steering.since(0).size() == 2);
  REQUIRE(steering.since(1).size() == 1);
  CHECK(steering.since(1)[0].factor == 0.5);
  CHECK(steering.since(7).empty());
}

TEST_CASE("a run is scaled only so often") {
  Steering steering;
  std::size_t settled = 0;
  while (steering.scale(settled % 2 == 0 ? 2 : 1)) {
    REQUIRE(steering.settle(Instant(static_cast<std::int64_t>(settled))));
    REQUIRE(++settled <= Steering::scalings_at_most);
  }
  CHECK(settled == Steering::scalings_at_most);
  CHECK(steering.since(0).size() == Steering::scalings_at_most);
}

TEST_CASE("a wish to stop stays") {
  Steering steering;
  CHECK_FALSE(steering.stop_asked());
  steering.stop();
  CHECK(steering.stop_asked());
  CHECK(steering.stop_asked());
}

TEST_CASE("a run that may be steered and is not sends what one sends that may not") {
  Plan plan = open_plan(37, 3s, 5);
  plan.scenarios[0].spacing = GENERATE(Spacing::uniform, Spacing::poisson);
  const PlayedOnPaper plain = play_on_paper(plan, 2, after(150ms), one_request);
  const Steered steered = play_steered(plan, 2, {}, after(150ms), one_request);
  REQUIRE(steered.sent.size() == plain.sent.size());
  for (std::size_t i = 0; i < plain.sent.size(); ++i) CHECK(steered.sent[i].at == plain.sent[i].at);
  CHECK(steered.tick.offered == plain.tick.offered);
  CHECK(steered.ended >= 3s);
}

TEST_CASE("arrivals are sent at the scaled rate from the settled instant on") {
  const Plan plan = open_plan(10, 10s, 1000);
  const Steered steered = play_steered(plan, GENERATE(1, 2, 3), {{3800ms, 5}, {6800ms, 1}}, after(1ms), one_request);
  CHECK(sent_between(steered, 0s, 4s) == 40);
  CHECK(sent_between(steered, 4s, 7s) == 150);
  CHECK(sent_between(steered, 7s, 10s) == 30);
  CHECK(steered.tick.offered == 220);
  check_sum(steered.tick);
}

TEST_CASE("a rate of nothing is no end: arrivals come again once it is lifted") {
  const Plan plan = open_plan(10, 10s, 1000);
  const Steered steered = play_steered(plan, GENERATE(1, 2, 3), {{1750ms, 0}, {7800ms, 1}}, after(1ms), one_request);
  CHECK(sent_between(steered, 0s, 1950ms) == 20);
  CHECK(sent_between(steered, 1951ms, 8s) == 0);
  CHECK(sent_between(steered, 8s, 10s) == 20);
  check_sum(steered.tick);
}

TEST_CASE("a run whose rate stays at nothing ends when its plan does") {
  const Steered steered = play_steered(open_plan(10, 10s, 1000), 2, {{1750ms, 0}}, after(1ms), one_request);
  CHECK(steered.tick.offered == 20);
  CHECK(steered.ended == 10s);
}

TEST_CASE("one, two and three workers send the same at the same instants, however they are steered") {
  const std::uint64_t seed = GENERATE(range(0, 60));
  RandomStream random(seed, "test", "steering", 0);
  Plan plan = open_plan(static_cast<double>(5 + random() % 60), 5s, 10'000);
  plan.scenarios[0].stages.push_back({2s, 40, 5});
  plan.scenarios[0].start_time = random() % 2 == 0 ? 0s : 700ms;
  plan.scenarios[0].spacing = random() % 2 == 0 ? Spacing::uniform : Spacing::poisson;
  std::vector<Act> script;
  Instant at = 100ms;
  for (std::uint64_t n = 1 + random() % 5; n > 0; --n) {
    at += Instant(static_cast<std::int64_t>(random() % 2'000'000'000));
    script.push_back({at, static_cast<double>(random() % 300) / 100});
  }
  CAPTURE(seed);
  const Steered one = play_steered(plan, 1, script, after(3ms), one_request);
  check_sum(one.tick);
  for (const std::size_t workers : {2, 3}) {
    const Steered several = play_steered(plan, workers, script, after(3ms), one_request);
    CHECK(instants(several) == instants(one));
    CHECK(several.begun == one.begun);
    check_sum(several.tick);
  }
}

TEST_CASE("users go and come as the factor says, and never are more than the plan has") {
  const Steered steered =
      play_steered(users_plan(8, 10s), GENERATE(1, 2, 3), {{1800ms, 0.25}, {4800ms, 1}, {6800ms, 5}}, after(1ms), one_request);
  CHECK(sent_between(steered, 1s, 2s) == 80);
  CHECK(sent_between(steered, 3s, 4s) == 20);
  CHECK(sent_between(steered, 6s, 7s) == 80);
  CHECK(sent_between(steered, 8s, 9s) == 80);
  CHECK(steered.ended <= 10s);
  check_sum(steered.tick);
}

TEST_CASE("all users may be sent away and called back") {
  const Steered steered = play_steered(users_plan(3, 6s), 2, {{800ms, 0}, {2800ms, 1}}, after(1ms), one_request);
  CHECK(sent_between(steered, 1s + 1ms, 3s) == 0);
  CHECK(sent_between(steered, 3s, 4s) == 30);
  CHECK(sent_between(steered, 5s, 6s) == 30);
}

TEST_CASE("a user that is sent away has the graceful ramp-down for what it plays, and then is cut off") {
  Plan plan = users_plan(2, 10s);
  plan.scenarios[0].graceful_ramp_down = 2s;
  const Answer never = after(100s);
  const Steered cut = play_steered(plan, 1, {{800ms, 0.5}}, never, one_request, 6s);
  CHECK(cut.tick.censored == 2);  // the other one at the end of the graceful stop
  const Steered done = play_steered(plan, 1, {{800ms, 0.5}}, after(2500ms), one_request);
  CHECK(done.tick.censored == 0);
  CHECK(sent_between(done, 0s, 1s) == 2);
  CHECK(sent_between(done, 1s, 10s) == 3);  // of the one that stays, at 2.5 s, 5 s and 7.5 s
}

TEST_CASE("a ramp of users is scaled as a whole, also for users that had gone for good") {
  Scenario scenario;
  scenario.name = "r";
  scenario.executor = Executor::ramping_vus;
  scenario.stages = {{0s, 0, 8}, {2s, 8, 8}, {0s, 8, 2}, {4s, 2, 2}};
  scenario.max_vus = 8;
  scenario.pace = 100ms;
  const Steered steered = play_steered(plan_of(scenario), GENERATE(1, 3), {{3800ms, 3}}, after(1ms), one_request);
  CHECK(sent_between(steered, 1s, 2s) == 80);
  CHECK(sent_between(steered, 3s, 4s) == 20);
  CHECK(sent_between(steered, 5s, 6s) == 60);
  CHECK(steered.ended == 6s);
}

TEST_CASE("a stated number of iterations is not scaled") {
  Scenario scenario;
  scenario.name = "i";
  scenario.executor = GENERATE(Executor::per_vu_iterations, Executor::shared_iterations);
  scenario.max_vus = 4;
  scenario.iterations = scenario.executor == Executor::shared_iterations ? 80 : 20;
  scenario.duration = 60s;
  const Steered plain = play_steered(plan_of(scenario), 2, {}, after(100ms), one_request);
  const Steered steered = play_steered(plan_of(scenario), 2, {{500ms, 0}, {900ms, 7}}, after(100ms), one_request);
  CHECK(plain.tick.done == 80);
  CHECK(instants(steered) == instants(plain));
}

TEST_CASE(
    "whatever is steered in a plan of several scenarios, all that is offered is done, dropped or censored, and it ends by its bound") {
  const std::uint64_t seed = GENERATE(range(0, 120));
  RandomStream random(seed, "test", "steered plans", 0);
  Plan plan = open_plan(static_cast<double>(1 + random() % 50), 3s, 1 + random() % 8);
  plan.scenarios[0].on_limit = random() % 2 == 0 ? OnLimit::drop : OnLimit::queue;
  plan.scenarios.push_back(users_plan(1 + random() % 6, 2s).scenarios[0]);
  plan.scenarios.push_back(users_plan(5, 3s).scenarios[0]);
  plan.scenarios[2].name = "r";
  plan.scenarios[2].executor = Executor::ramping_vus;
  plan.scenarios[2].duration = 0s;
  plan.scenarios[2].stages = {{1s, 0, 5}, {1s, 5, 3}, {1s, 3, 0}};
  plan.scenarios[2].start_time = 400ms;
  for (Scenario& scenario : plan.scenarios) scenario.graceful_stop = scenario.graceful_ramp_down = Instant(random() % 900'000'000);
  std::vector<Act> script;
  Instant at{0};
  for (std::uint64_t n = random() % 6; n > 0; --n) {
    at += Instant(static_cast<std::int64_t>(random() % 900'000'000));
    script.push_back({at, random() % 3 == 0 ? 0 : static_cast<double>(random() % 400) / 100});
  }
  const auto answer = [&random](const Request&, Instant sent) {
    return after(random() % 40 == 0 ? Instant(100s) : Instant(static_cast<std::int64_t>(1000 + random() % 200'000'000)))(Request(), sent);
  };
  const bool stops = random() % 3 == 0;
  CAPTURE(seed, to_json(plan).dump());
  const Steered steered = play_steered(plan, 1 + random() % 3, script, answer, {{"a"}, {"", 30ms}},
                                       stops ? std::optional(std::max(at, Instant(1500ms))) : std::nullopt);
  for (const Counts& counts : steered.tick.scenarios) {
    CHECK(counts.offered == counts.done + counts.dropped + counts.censored);
    CHECK(counts.users_busy == 0);
    CHECK(counts.queued == 0);
  }
  CHECK(steered.ended <= std::max(plan.drain_end(), at));
}

TEST_CASE("a loop that is late by less than the lead plays the same sequence") {
  const Plan plan = open_plan(20, 4s, 1000);
  const auto play = [&plan](Instant late) {
    Steering steering;
    PaperCrew crew(
        plan, 2, after(1ms), [] { return std::make_unique<PaperUsers>(one_request); }, 1, &steering);
    crew.worlds[1].alarm_delay = late;
    crew.start();
    crew.run(1500ms);
    REQUIRE(steering.scale(3));
    steering.settle(1500ms);
    crew.run();
    return crew.take_tick().offered;
  };
  CHECK(play(0s) == 34 + 138);
  CHECK(play(150ms) == play(0s));
}
