#include "sim/load/play/fixed_run.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <utility>

#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

Scenario constant(std::uint64_t users, Instant duration) {
  Scenario scenario;
  scenario.name = "s";
  scenario.max_vus = users;
  scenario.duration = duration;
  return scenario;
}

Scenario counted(Executor executor, std::uint64_t users, std::uint64_t iterations, Instant duration) {
  Scenario scenario = constant(users, duration);
  scenario.executor = executor;
  scenario.iterations = iterations;
  return scenario;
}

Scenario ramping(const std::vector<Stage>& stages) {
  Scenario scenario;
  scenario.name = "s";
  scenario.executor = Executor::ramping_vus;
  scenario.stages = stages;
  scenario.max_vus = UserProfile(stages).peak();
  return scenario;
}

std::map<std::uint64_t, std::uint64_t> iterations_of_users(const PlayedOnPaper& played) {
  std::map<std::uint64_t, std::uint64_t> count;
  for (const Iteration& iteration : played.begun) ++count[iteration.vu];
  return count;
}

}  // namespace

TEST_CASE("each user plays its number of iterations, and the run ends with the last of them") {
  const std::size_t workers = GENERATE(1, 2, 3);
  const Plan plan = plan_of(counted(Executor::per_vu_iterations, 5, 4, 10min));
  const PlayedOnPaper played = play_on_paper(plan, workers, after(100ms), {{"get"}});
  const auto counts = iterations_of_users(played);
  REQUIRE(counts.size() == 5);
  for (const auto& [vu, n] : counts) CHECK(n == 4);
  CHECK(played.tick.done == 20);
  CHECK(played.tick.dropped == 0);
  CHECK(played.ended == 400ms);
  check_sum(played.tick);
}

TEST_CASE("what a user had no time for is offered and dropped, whatever number of workers plays") {
  const std::size_t workers = GENERATE(1, 2, 3);
  const Executor executor = GENERATE(Executor::per_vu_iterations, Executor::shared_iterations);
  const std::uint64_t iterations = executor == Executor::per_vu_iterations ? 10 : 50;
  const Plan plan = plan_of(counted(executor, 5, iterations, 1s));
  const PlayedOnPaper played = play_on_paper(plan, workers, after(300ms), {{"get"}});
  CHECK(played.tick.started == 20);  // at 0, 300, 600 and 900 ms
  CHECK(played.tick.done == 20);
  CHECK(played.tick.offered == 50);
  CHECK(played.tick.dropped == 30);
  CHECK(played.ended == 1200ms);
}

TEST_CASE("shared iterations are each played once, by whoever is free") {
  const std::size_t workers = GENERATE(1, 2, 3);
  const Plan plan = plan_of(counted(Executor::shared_iterations, 6, 100, 10min));
  const PlayedOnPaper played = play_on_paper(plan, workers, after(10ms), {{"get"}});
  std::vector<std::uint64_t> numbers;
  for (const Iteration& iteration : played.begun) {
    numbers.push_back(iteration.number);
    CHECK(iteration.index == iteration.number);
  }
  std::sort(numbers.begin(), numbers.end());
  REQUIRE(numbers.size() == 100);
  for (std::uint64_t i = 0; i < 100; ++i) CHECK(numbers[i] == i);
  CHECK(iterations_of_users(played).size() == 6);
  CHECK(played.tick.dropped == 0);
  check_sum(played.tick);
}

TEST_CASE("a slow user keeps no shared work from the others") {
  const std::size_t workers = GENERATE(1, 2);
  const Plan plan = plan_of(counted(Executor::shared_iterations, 2, 11, 10min));
  bool first = true;
  const auto answer = [&first](const Request& request, Instant sent) {
    return after(std::exchange(first, false) ? 5s : 100ms)(request, sent);
  };
  const PlayedOnPaper played = play_on_paper(plan, workers, answer, {{"get"}});
  const auto counts = iterations_of_users(played);
  CHECK(std::min(counts.at(0), counts.at(1)) == 1);
  CHECK(std::max(counts.at(0), counts.at(1)) == 10);
  CHECK(played.ended == 5s);
}

TEST_CASE("users that wait for their pace go home when the shared work is used up") {
  const std::size_t workers = GENERATE(1, 2);
  Plan plan = plan_of(counted(Executor::shared_iterations, 2, 3, 10min));
  plan.scenarios[0].pace = 1min;
  int answers = 0;
  // Both may begin again after a minute; one takes the third iteration, which takes 5 s.
  const auto answer = [&answers](const Request& request, Instant sent) { return after(answers++ == 2 ? 5s : 1s)(request, sent); };
  const PlayedOnPaper played = play_on_paper(plan, workers, answer, {{"get"}});
  CHECK(played.tick.done == 3);
  CHECK(played.tick.dropped == 0);
  CHECK(played.ended == 65s);
}

TEST_CASE("numbered iterations draw the same data at any number of workers") {
  const Executor executor =
      GENERATE(Executor::per_vu_iterations, Executor::shared_iterations, Executor::constant_vus, Executor::ramping_vus);
  Scenario scenario = counted(executor, 6, 30, 2s);
  if (executor == Executor::ramping_vus) scenario = ramping({{1s, 0, 6}, {1s, 6, 6}});
  const Plan plan = plan_of(scenario);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> drawn[2];
  for (const std::size_t workers : {1, 2}) {
    PlayedOnPaper played = play_on_paper(plan, workers, after(50ms), {{"get"}}, 99);
    for (Iteration& iteration : played.begun)
      drawn[workers - 1][{scenario.numbers_iterations() ? 0 : iteration.vu, iteration.number}] = iteration.stream();
  }
  CHECK(drawn[0].size() >= 30);
  CHECK(drawn[0] == drawn[1]);
}

TEST_CASE("as many ramping users play as the profile wants, at any number of workers") {
  const std::size_t workers = GENERATE(1, 2, 3);
  const Plan plan = plan_of(ramping({{10s, 2, 12}, {5s, 12, 12}, {0s, 12, 6}, {5s, 6, 6}, {10s, 6, 0}}));
  PaperCrew crew(plan, workers, after(5ms), [] { return std::make_unique<PaperUsers>(std::vector<PaperUser::Act>{{"get"}}); });
  crew.start();
  const auto busy_at = [&crew](Instant at) {
    crew.run(at);
    return crew.take_tick().users_busy;
  };
  CHECK(busy_at(500ms) == 2);
  CHECK(busy_at(1010ms) == 3);  // one more each second, rounded down
  CHECK(busy_at(1990ms) == 3);
  CHECK(busy_at(9990ms) == 11);
  CHECK(busy_at(10010ms) == 12);
  CHECK(busy_at(14990ms) == 12);
  CHECK(busy_at(15010ms) == 6);  // a jump
  CHECK(busy_at(20010ms) == 6);  // rounded up on the way down
  CHECK(busy_at(21600ms) == 6);
  CHECK(busy_at(21700ms) == 5);
  CHECK(busy_at(28400ms) == 1);
  crew.run();
  CHECK(crew.finished());
  CHECK(crew.now <= 30005ms);
}

TEST_CASE("a ramping user begins iterations where it is present and nowhere else") {
  const std::vector<Stage> stages{{4s, 0, 4}, {4s, 4, 0}, {4s, 0, 4}, {2s, 4, 4}};
  const UserProfile profile(stages);
  Plan plan = plan_of(ramping(stages));
  plan.scenarios[0].start_time = 3s;
  const std::size_t workers = GENERATE(1, 2);
  std::vector<std::pair<std::uint64_t, Instant>> begins;  // by user and instant since the scenario's begin
  PaperCrew crew(plan, workers, after(90ms), [] { return std::make_unique<PaperUsers>(std::vector<PaperUser::Act>{{"get"}}); });
  crew.start();
  crew.run();
  REQUIRE(crew.finished());
  std::size_t begun = 0, expected = 0;
  for (std::size_t i = 0; i < workers; ++i)
    for (const PaperWorld::Sent& sent : crew.worlds[i].sent) {
      const std::uint64_t vu = i + workers * sent.user;
      const auto presence = profile.presence(vu, sent.at - 3s);
      REQUIRE(presence);
      CHECK(presence->from == sent.at - 3s);
      ++begun;
    }
  for (std::uint64_t vu = 0; vu < 4; ++vu)
    for (auto next = profile.presence(vu, 0s); next; next = profile.presence(vu, next->to))
      expected += static_cast<std::size_t>((next->to - next->from - 1ns) / 90ms) + 1;
  CHECK(begun == expected);
}

TEST_CASE("what a user plays when it is to go may end within the graceful ramp-down, then it is cut off and censored") {
  Plan plan = plan_of(ramping({{2s, 1, 1}, {0s, 1, 0}, {20s, 0, 0}}));
  plan.scenarios[0].graceful_ramp_down = 3s;
  SECTION("in time") {
    const PlayedOnPaper played = play_on_paper(plan, 1, after(4900ms), {{"get"}});
    CHECK(played.tick.done == 1);
    CHECK(played.tick.censored == 0);
    CHECK(played.ended == 4900ms);
  }
  SECTION("too late") {
    const PlayedOnPaper played = play_on_paper(plan, 1, after(5100ms), {{"get"}});
    CHECK(played.tick.done == 0);
    CHECK(played.tick.censored == 1);
    CHECK(played.ended == 5s);
    CHECK(played.of("get", "response_bound").max() == Approx(5e9).epsilon(0.001));
    check_sum(played.tick);
  }
  SECTION("the graceful stop bounds it, too") {
    plan.scenarios[0].stages.back().length = 500ms;
    plan.scenarios[0].graceful_stop = 1s;
    const PlayedOnPaper played = play_on_paper(plan, 1, after(60s), {{"get"}});
    CHECK(played.ended == 3500ms);
    CHECK(played.tick.censored == 1);
  }
}

TEST_CASE("a user that is wanted again before its time is over goes on as if it had never been away") {
  Plan plan = plan_of(ramping({{2s, 1, 1}, {0s, 1, 0}, {2s, 0, 0}, {0s, 0, 1}, {2s, 1, 1}}));
  plan.scenarios[0].graceful_ramp_down = 3s;
  const PlayedOnPaper played = play_on_paper(plan, 1, after(5500ms), {{"get"}});
  REQUIRE(played.sent.size() == 2);
  CHECK(played.sent[1].at == 5500ms);  // in its second presence, which ends at 6 s
  CHECK(played.tick.done == 2);
  CHECK(played.tick.censored == 0);
}

TEST_CASE("a user that was cut off plays again when it is wanted again") {
  Plan plan = plan_of(ramping({{2s, 1, 1}, {0s, 1, 0}, {8s, 0, 0}, {0s, 0, 1}, {1s, 1, 1}}));
  plan.scenarios[0].graceful_ramp_down = 3s;
  const PlayedOnPaper played = play_on_paper(plan, 1, after(9s), {{"get"}});
  REQUIRE(played.sent.size() == 2);
  CHECK(played.sent[1].at == 10s);
  CHECK(played.tick.censored == 1);
  CHECK(played.tick.done == 1);
  CHECK(played.begun[1].number == 1);
}

TEST_CASE("with a pace an iteration begins so long after its user's last one began, at once if that has passed") {
  Plan plan = plan_of(constant(1, 4s));
  plan.scenarios[0].pace = 1s;
  SECTION("the time in between is in no latency") {
    const PlayedOnPaper played = play_on_paper(plan, 1, after(300ms), {{"get"}});
    REQUIRE(played.sent.size() == 4);
    for (int n = 0; n < 4; ++n) CHECK(played.sent[static_cast<std::size_t>(n)].at == 1s * n);
    CHECK(played.of("get", "response").max() == Approx(300e6).epsilon(0.001));
  }
  SECTION("late ones follow on the end of the one before") {
    int answers = 0;
    const auto answer = [&answers](const Request& request, Instant sent) { return after(answers++ == 0 ? 1300ms : 200ms)(request, sent); };
    const PlayedOnPaper played = play_on_paper(plan, 1, answer, {{"get"}});
    REQUIRE(played.sent.size() == 4);
    CHECK(played.sent[1].at == 1300ms);
    CHECK(played.sent[2].at == 2300ms);
    CHECK(played.sent[3].at == 3300ms);
    CHECK(played.of("get", "response").quantile(0.7) == Approx(200e6).epsilon(0.001));
  }
  SECTION("iterations that wait for nothing keep it, too") {
    const PlayedOnPaper played = play_on_paper(plan, 1, after(1ms), {});
    CHECK(played.begun.size() == 4);
  }
}

TEST_CASE("a pace within an iteration counts from its begin") {
  const Plan plan = plan_of(counted(Executor::per_vu_iterations, 1, 2, 1min));
  const PlayedOnPaper played =
      play_on_paper(plan, 1, after(300ms), {{"a"}, {"", 1s, Action::Kind::pace}, {"b"}, {"", 1s, Action::Kind::pace}});
  REQUIRE(played.sent.size() == 4);
  CHECK(played.sent[1].at == 1s);
  CHECK(played.sent[2].at == 1300ms);  // the second pace had passed already
  CHECK(played.of("b", "response").max() == Approx(300e6).epsilon(0.001));
}

TEST_CASE("a user that stops itself begins no further iteration, and the others go on") {
  const std::size_t workers = GENERATE(1, 2);
  const Plan plan = plan_of(constant(3, 1s));
  const PlayedOnPaper played =
      play_on_paper(plan, workers, after(100ms), {{"get"}, {"", 0s, Action::Kind::done, 1, Action::Beyond::stop_user}});
  CHECK(played.tick.done == 3);
  CHECK(played.ended == 100ms);
  check_sum(played.tick);
}

TEST_CASE("iterations that users gave up by their own word are not dropped") {
  const Executor executor = GENERATE(Executor::per_vu_iterations, Executor::shared_iterations);
  const Plan plan = plan_of(counted(executor, 2, 100, 1min));
  const PlayedOnPaper played = play_on_paper(plan, 1, after(100ms), {{"get"}, {"", 0s, Action::Kind::done, 1, Action::Beyond::stop_user}});
  CHECK(played.tick.done == 2);
  CHECK(played.tick.dropped == 0);
  check_sum(played.tick);
}

TEST_CASE("a stop leaves what had not begun unoffered, before a scenario's start, too") {
  const Executor executor = GENERATE(Executor::constant_vus, Executor::per_vu_iterations, Executor::shared_iterations,
                                     Executor::ramping_vus, Executor::constant_arrival_rate);
  Plan plan;
  Scenario late = counted(executor, 3, 10, 10s);
  if (executor == Executor::ramping_vus) late = ramping({{10s, 3, 3}});
  if (executor == Executor::constant_arrival_rate) {
    late.duration = 0s;
    late.stages = {{10s, 5, 5}};
  }
  late.start_time = 20s;
  plan.scenarios = {constant(1, 30s), late};
  plan.scenarios[0].name = "first";
  PaperCrew crew(plan, 2, after(400ms), [] { return std::make_unique<PaperUsers>(std::vector<PaperUser::Act>{{"get"}}); });
  crew.start();
  crew.run(10s);
  SECTION("stopped") {
    crew.stop();
    crew.run();
    CHECK(crew.finished());
    CHECK(crew.now == 10400ms);
    const Tick tick = crew.take_tick();
    CHECK(tick.offered == 26);
    CHECK(tick.done == 26);
  }
  SECTION("halted") {
    crew.halt();
    CHECK(crew.finished());
    const Tick tick = crew.take_tick();
    CHECK(tick.offered == 26);
    CHECK(tick.censored == 1);
    CHECK(tick.users_busy == 0);
  }
}
