#include "sim/load/play/players.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/sim/load/paper_crew.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

using Acts = std::vector<PaperUser::Act>;

Plan arrivals(double rate, Instant length, std::size_t parallel) {
  Scenario scenario;
  scenario.name = "s";
  scenario.executor = Executor::constant_arrival_rate;
  scenario.stages = {{length, rate, rate}};
  scenario.max_vus = 100;
  Plan plan = plan_of(scenario);
  plan.http.batch = parallel;
  return plan;
}

PaperUser::Act batch(const std::string& step, std::uint32_t calls) { return {step, 0s, Action::Kind::send, calls}; }

}  // namespace

TEST_CASE("the requests of a batch are under way together, each on a companion of its own, up to the limit") {
  const Plan plan = arrivals(1, 1s, 3);
  PaperCrew crew(plan, 1, after(100ms), [] { return std::make_unique<PaperUsers>(Acts{batch("b", 7)}); });
  crew.start();
  crew.run();
  const PaperWorld& world = crew.worlds[0];
  REQUIRE(world.sent.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(world.sent[i].request.url == "b" + std::to_string(i));
    CHECK(world.sent[i].at == 100ms * static_cast<int>(i / 3));
  }
  CHECK(world.joined == std::map<UserId, UserId>{{1, 0}, {2, 0}});
}

TEST_CASE("all requests of a batch have its instant as intended, and what waited for a lane has the wait in its response time") {
  const PlayedOnPaper played = play_on_paper(arrivals(1, 1s, 2), 1, after(100ms), {batch("b", 5)});
  const auto response = played.of("b", "response");
  REQUIRE(response.count() == 5);
  CHECK(response.quantile(0.4) == Approx(100e6).epsilon(0.001));
  CHECK(response.quantile(0.8) == Approx(200e6).epsilon(0.001));
  CHECK(response.max() == Approx(300e6).epsilon(0.001));
  CHECK(played.of("b", "service").max() == Approx(100e6).epsilon(0.001));
  CHECK(played.of("", "send_lag").max() == 0);  // a lane that is busy is the target's doing
  CHECK(played.of("", "iteration").max() == Approx(300e6).epsilon(0.001));
  CHECK(played.tick.requests == 5);
}

TEST_CASE("a user goes on from its batch at the latest answer, whichever came last") {
  const auto answer = [](const Request& request, Instant sent) { return after(request.url == "b1" ? 700ms : 50ms)(request, sent); };
  const PlayedOnPaper played = play_on_paper(arrivals(1, 1s, 6), 1, answer, {batch("b", 3), {"next"}});
  REQUIRE(played.sent.size() == 4);
  CHECK(played.sent[3].request.url == "next");
  CHECK(played.sent[3].at == 700ms);
  CHECK(played.of("next", "response").max() == Approx(50e6).epsilon(0.001));
}

TEST_CASE("the first step carries the wait for a user, later ones only their own, in batches as well") {
  Plan plan = arrivals(10, 500ms, 2);
  plan.scenarios[0].max_vus = 1;
  const PlayedOnPaper played = play_on_paper(plan, 1, after(100ms), {batch("first", 2), batch("second", 4), {"third"}});
  // An iteration takes 100 + 200 + 100 ms, so the fifth arrival, due at 400 ms, begins at 1,600 ms.
  CHECK(played.of("first", "response").max() == Approx(1300e6).epsilon(0.001));
  CHECK(played.of("second", "response").max() == Approx(200e6).epsilon(0.001));
  CHECK(played.of("third", "response").max() == Approx(100e6).epsilon(0.001));
  CHECK(played.of("first", "response").count() == 10);
  CHECK(played.of("second", "response").count() == 20);
}

TEST_CASE("a late loop is send lag for a batch, too") {
  const Plan plan = arrivals(1, 20s, 2);
  PaperCrew crew(plan, 1, after(100ms), [] { return std::make_unique<PaperUsers>(Acts{batch("b", 2)}); });
  crew.worlds[0].alarm_delay = 5ms;
  crew.start();
  crew.run();
  const latency::Interval interval = crew.take_interval();
  CHECK(interval.series.at({"", "", "send_lag", true, false}).count() == 40);
  CHECK(interval.series.at({"", "", "send_lag", true, false}).quantile(0.5) == Approx(5e6).epsilon(0.001));
}

TEST_CASE("companions belong to their user for good, and are refreshed with it") {
  const Plan plan = arrivals(2, 2s, 4);
  PaperCrew crew(plan, 1, after(100ms), [] { return std::make_unique<PaperUsers>(Acts{batch("b", 3)}); });
  crew.start();
  crew.run();
  const PaperWorld& world = crew.worlds[0];
  CHECK(world.sent.size() == 12);
  CHECK(world.joined == std::map<UserId, UserId>{{1, 0}, {2, 0}});
  CHECK(world.refreshed == std::vector<UserId>{0, 0, 1, 2, 0, 1, 2, 0, 1, 2});
}

TEST_CASE("a batch that the end cuts off is recorded at its age, what had no lane yet as not started") {
  Plan plan = arrivals(1, 1s, 2);
  plan.scenarios[0].graceful_stop = 2s;
  const PlayedOnPaper played = play_on_paper(plan, 1, after(100s), {batch("b", 5)});
  CHECK(played.ended == 3s);
  CHECK(played.of("b", "response_bound").count() == 2);
  CHECK(played.of("b", "service_bound").max() == Approx(3e9).epsilon(0.001));
  CHECK(played.of("(not started)", "response_bound").count() == 3);
  CHECK(played.of("(not started)", "response_bound").max() == Approx(3e9).epsilon(0.001));
  CHECK(played.tick.censored == 1);
  check_sum(played.tick);
}

TEST_CASE("answers that had come before the cut are not lost with their batch") {
  Plan plan = arrivals(1, 1s, 6);
  plan.scenarios[0].graceful_stop = 1s;
  const auto answer = [](const Request& request, Instant sent) { return after(request.url == "b2" ? 100s : 10ms)(request, sent); };
  PaperCrew crew(plan, 1, answer, [] { return std::make_unique<PaperUsers>(Acts{batch("b", 3)}); });
  crew.start();
  crew.run();
  CHECK(crew.finished());
  const Tick tick = crew.take_tick();
  CHECK(tick.requests == 3);
  CHECK(tick.censored == 1);
  CHECK(crew.worlds[0].take_counts().connections == 0);
}

TEST_CASE("one idle user takes a tenth of a kilobyte of the worker's, its script apart") { CHECK(sizeof(Slot) <= 104); }

TEST_CASE("a user may end its run: for want of data, or at once") {
  const auto [beyond, by] = GENERATE(table<Action::Beyond, verdicts::Ending>(
      {{Action::Beyond::stop_run, verdicts::Ending::data}, {Action::Beyond::abort_run, verdicts::Ending::abort}}));
  const Plan plan = arrivals(1, 1s, 1);
  const Acts acts{{"get"}, {"", 0s, Action::Kind::failed, 1, beyond}};
  PaperCrew crew(plan, 1, after(1ms), [&acts] { return std::make_unique<PaperUsers>(acts); });
  crew.start();
  CHECK_FALSE(crew.worker(0).wish());
  crew.run();
  REQUIRE(crew.worker(0).wish());
  CHECK(crew.worker(0).wish()->by == by);
  CHECK(crew.worker(0).wish()->reason == "paper.lua:1: the end");
}

TEST_CASE("where one user wants to stop the run and another to abort it, the abort is heard") {
  Plan plan = arrivals(1, 1s, 1);
  plan.scenarios.push_back(plan.scenarios[0]);
  plan.scenarios[1].name = "t";
  struct Users final : UserFactory {
    void note_in(Recorder&) override {}
    std::unique_ptr<User> make_user(std::size_t scenario, std::uint64_t) override {
      const bool aborts = (scenario == 0) == first_aborts;
      return std::make_unique<PaperUser>(
          Acts{{"", 0s, Action::Kind::done, 1, aborts ? Action::Beyond::abort_run : Action::Beyond::stop_run}}, nullptr);
    }
    explicit Users(bool first) : first_aborts(first) {}
    bool first_aborts;
  };
  const bool first_aborts = GENERATE(true, false);
  PaperCrew crew(plan, 1, after(1ms), [&] { return std::make_unique<Users>(first_aborts); });
  crew.start();
  crew.run();
  CHECK(crew.worker(0).wish()->by == verdicts::Ending::abort);
}
