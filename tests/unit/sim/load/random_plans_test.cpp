// Plans, users and answers drawn at random, stopped or halted at random instants: what must hold of every run.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "sim/load/schedule/user_profile.hpp"
#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

/// Sends, sleeps and paces as its stream says, and ends in one of all ways.
class RandomUser final : public User {
 public:
  explicit RandomUser(std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t>& begun) : begun_(&begun) {}

  Action begin(const Iteration& iteration) override {
    ++(*begun_)[{iteration.vu, iteration.number}];
    random_ = iteration.stream;
    acts_ = random_() % 4;
    playing_ = true;
    return next();
  }
  Action after_outcome(std::size_t call, Outcome&&, bool) override {
    REQUIRE(playing_);
    REQUIRE(call < calls_.size());
    return --open_ > 0 ? Action{Action::Kind::wait} : next();
  }
  Action after_sleep() override {
    REQUIRE(playing_);
    REQUIRE(open_ == 0);
    return next();
  }
  void cancel() override {
    REQUIRE(playing_);
    playing_ = false;
    open_ = 0;
  }
  const Call& call(std::size_t number) const noexcept override { return calls_[number]; }
  const std::string& failure() const noexcept override { return failure_; }

 private:
  Action next() {
    if (acts_ == 0) return over();
    --acts_;
    const Instant length(random_() % 400'000'000);
    switch (random_() % 5) {
      case 0:
        return {Action::Kind::sleep, length};
      case 1:
        return {Action::Kind::pace, length};
      default:
        open_ = static_cast<std::uint32_t>(1 + (random_() % 3 == 0 ? random_() % 9 : 0));
        calls_.resize(open_);
        for (Call& call : calls_) call.step = "s";
        return {Action::Kind::send, 0s, open_};
    }
  }
  Action over() {
    playing_ = false;
    const auto beyond = random_() % 40 == 0 ? Action::Beyond::stop_user : Action::Beyond::nothing;
    constexpr Action::Kind ways[]{Action::Kind::done, Action::Kind::done, Action::Kind::rejected, Action::Kind::failed};
    return {ways[random_() % 4], 0s, 1, beyond};
  }

  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t>* begun_;
  RandomStream random_{0, "", "", 0};
  std::uint64_t acts_ = 0;
  std::vector<Call> calls_;
  std::uint32_t open_ = 0;
  bool playing_ = false;
  std::string failure_ = "random.lua:1: so it is";
};

/// By scenario, how often each iteration was begun.
using Begun = std::vector<std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t>>;

class RandomUsers final : public UserFactory {
 public:
  explicit RandomUsers(Begun& begun) : begun_(&begun) {}
  void note_in(Recorder&) override {}
  std::unique_ptr<User> make_user(std::size_t scenario, std::uint64_t) override {
    return std::make_unique<RandomUser>((*begun_)[scenario]);
  }

 private:
  Begun* begun_;
};

Instant up_to(RandomStream& random, Instant most) { return Instant(random() % static_cast<std::uint64_t>(most.count() + 1)); }

std::vector<Stage> random_stages(RandomStream& random, std::uint64_t highest) {
  std::vector<Stage> stages;
  auto level = static_cast<double>(random() % highest);
  for (std::uint64_t n = 1 + random() % 4; n > 0; --n) {
    const auto to = static_cast<double>(random() % highest);
    stages.push_back({random() % 5 == 0 ? 0s : up_to(random, 1500ms), level, to});
    level = to;
  }
  return stages;
}

Scenario random_scenario(RandomStream& random, std::size_t number) {
  Scenario scenario;
  scenario.name = "s" + std::to_string(number);
  scenario.executor = static_cast<Executor>(random() % 6);
  scenario.start_time = random() % 2 == 0 ? 0s : up_to(random, 2s);
  scenario.graceful_stop = up_to(random, 1s);
  scenario.graceful_ramp_down = up_to(random, 1s);
  scenario.max_vus = 1 + random() % 8;
  if (scenario.open()) {
    scenario.stages = random_stages(random, 40);
    scenario.spacing = random() % 2 == 0 ? Spacing::uniform : Spacing::poisson;
    scenario.on_limit = random() % 3 == 0 ? OnLimit::drop : OnLimit::queue;
    scenario.max_queue = random() % 30;
    scenario.max_wait = up_to(random, 3s);
  } else if (scenario.executor == Executor::ramping_vus) {
    scenario.stages = random_stages(random, 9);
    scenario.max_vus = UserProfile(scenario.stages).peak();
  } else {
    scenario.duration = 1ns + up_to(random, 3s);
    scenario.iterations = 1 + random() % 60;
  }
  if (random() % 3 == 0) scenario.pace = up_to(random, 500ms);
  return scenario;
}

Plan random_plan(RandomStream& random) {
  Plan plan;
  for (std::uint64_t n = 1 + random() % 3; n > 0; --n) plan.scenarios.push_back(random_scenario(random, plan.scenarios.size()));
  plan.http.batch = 1 + random() % 4;
  return plan;
}

Answer random_answer(RandomStream& random) {
  return [&random](const Request&, Instant sent) {
    const bool stuck = random() % 50 == 0;
    return after(stuck ? 100s : 1us + up_to(random, 200ms))(Request(), sent);
  };
}

void check_counts(const Plan& plan, const Tick& tick, const Begun& begun) {
  CHECK(tick.offered == tick.done + tick.dropped + tick.censored);
  CHECK(tick.users_busy == 0);
  CHECK(tick.queued == 0);
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i) {
    const Counts& counts = tick.scenarios[i];
    CHECK(counts.offered == counts.done + counts.dropped + counts.censored);
    CHECK(counts.started == begun[i].size());
    for (const auto& [iteration, times] : begun[i]) REQUIRE(times == 1);
  }
}

}  // namespace

TEST_CASE("whatever the plan, all that is offered is done, dropped or censored, and the run ends by its bound") {
  const std::uint64_t seed = GENERATE(range(0, 400));
  RandomStream random(seed, "test", "plans", 0);
  const Plan plan = random_plan(random);
  const std::size_t workers = 1 + random() % 3;
  CAPTURE(seed, to_json(plan).dump(), workers);
  Begun begun(plan.scenarios.size());
  PaperCrew crew(
      plan, workers, random_answer(random), [&begun] { return std::make_unique<RandomUsers>(begun); }, seed);
  crew.start();
  const std::uint64_t end = random() % 4;
  if (end < 2) {
    crew.run(up_to(random, plan.drain_end()));
    crew.stop();
    if (end == 1) {
      crew.run(std::min(plan.drain_end(), crew.now + up_to(random, 300ms)));
      crew.halt();
      CHECK(crew.finished());
    }
  }
  crew.run();
  REQUIRE(crew.finished());
  CHECK(crew.now <= plan.drain_end());
  check_counts(plan, crew.take_tick(), begun);
  for (PaperWorld& world : crew.worlds) CHECK(world.take_counts().connections == 0);
}

TEST_CASE("what is left of a stated number of iterations when its time is up is dropped, once") {
  const std::uint64_t seed = GENERATE(range(0, 100));
  RandomStream random(seed, "test", "counted", 0);
  Scenario scenario = random_scenario(random, 0);
  scenario.executor = seed % 2 == 0 ? Executor::shared_iterations : Executor::per_vu_iterations;
  scenario.stages.clear();
  scenario.max_vus = 1 + random() % 6;
  scenario.iterations = 1 + random() % 60;
  scenario.duration = 1ns + up_to(random, 2s);
  const Plan plan = plan_of(scenario);
  CAPTURE(seed, to_json(plan).dump());
  const PlayedOnPaper played = play_on_paper(plan, 1 + random() % 3, after(70ms), {{"a"}, {"", 30ms}});
  const std::uint64_t stated = scenario.iterations * (seed % 2 == 0 ? 1 : scenario.max_vus);
  CHECK(played.tick.offered == stated);
  CHECK(played.tick.started + played.tick.dropped == stated);
}

TEST_CASE("a later start moves everything of a scenario by as much, and nothing else") {
  const std::uint64_t seed = GENERATE(range(0, 60));
  RandomStream random(seed, "test", "start", 0);
  Plan plan = plan_of(random_scenario(random, 0));
  plan.scenarios[0].start_time = 0s;
  CAPTURE(seed, to_json(plan).dump());
  const std::vector<PaperUser::Act> acts{{"a"}, {"", 20ms}, {"b", 0s, Action::Kind::send, 3}};
  const PlayedOnPaper early = play_on_paper(plan, 1, after(90ms), acts);
  plan.scenarios[0].start_time = 1234ms;
  const PlayedOnPaper late = play_on_paper(plan, 1, after(90ms), acts);
  REQUIRE(late.sent.size() == early.sent.size());
  for (std::size_t i = 0; i < late.sent.size(); ++i) {
    CHECK(late.sent[i].at == early.sent[i].at + 1234ms);
    CHECK(late.sent[i].request.url == early.sent[i].request.url);
  }
  CHECK(late.tick.offered == early.tick.offered);
  CHECK(late.tick.dropped == early.tick.dropped);
  for (const char* step : {"a", "b", "(not started)"}) {
    CHECK(late.of(step, "response").count() == early.of(step, "response").count());
    CHECK(late.of(step, "response").max() == early.of(step, "response").max());
  }
}

TEST_CASE("several scenarios play beside each other as each would alone") {
  const std::uint64_t seed = GENERATE(range(0, 40));
  RandomStream random(seed, "test", "several", 0);
  Plan both;
  both.scenarios = {random_scenario(random, 0), random_scenario(random, 1)};
  CAPTURE(seed, to_json(both).dump());
  const std::vector<PaperUser::Act> acts{{"a"}, {"", 20ms}};
  const PlayedOnPaper together = play_on_paper(both, 1, after(90ms), acts);
  for (std::size_t i = 0; i < 2; ++i) {
    const PlayedOnPaper alone = play_on_paper(plan_of(both.scenarios[i]), 1, after(90ms), acts);
    const Counts& counts = together.tick.scenarios[i];
    CHECK(counts.offered == alone.tick.offered);
    CHECK(counts.done == alone.tick.done);
    CHECK(counts.dropped == alone.tick.dropped);
    CHECK(counts.requests == alone.tick.requests);
  }
}

TEST_CASE("the same seed offers the same iterations with the same data at one and at two workers") {
  const std::uint64_t seed = GENERATE(range(0, 60));
  RandomStream random(seed, "test", "widths", 0);
  Plan plan = plan_of(random_scenario(random, 0));
  plan.scenarios[0].max_vus = std::max<std::uint64_t>(plan.scenarios[0].max_vus, 50);
  plan.scenarios[0].pace = 0s;
  CAPTURE(seed, to_json(plan).dump());
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> drawn[2];
  for (const std::size_t workers : {1, 2}) {
    PlayedOnPaper played = play_on_paper(plan, workers, after(10ms), {{"a"}}, seed);
    for (Iteration& iteration : played.begun)
      drawn[workers - 1][{plan.scenarios[0].numbers_iterations() ? 0 : iteration.vu, iteration.number}] = iteration.stream();
  }
  CHECK(drawn[0] == drawn[1]);
}
