#include "sim/wire/crew.hpp"

#include <atomic>
#include <catch2/catch.hpp>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"
#include "tests/unit/scratch_folder.hpp"
#include "tests/unit/sim/load/paper_world.hpp"
#include "tests/unit/sim/wire/loopback_server.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;

namespace {

load::Plan short_plan(double rate, std::uint64_t max_vus, Instant length = 300ms) {
  load::Plan plan;
  load::Scenario scenario;
  scenario.name = "s";
  scenario.executor = load::Executor::constant_arrival_rate;
  scenario.stages = {{length, rate, rate}};
  scenario.max_vus = max_vus;
  scenario.spacing = load::Spacing::poisson;
  plan.scenarios.push_back(scenario);
  return plan;
}

struct Crewed {
  Ending ending;
  runs::Summary summary;
  load::Tick watched;
};

/// Plays a plan with two workers, whose users ask for "/get" once an iteration, against a server that answers at once.
Crewed play(
    const load::Plan& plan, std::atomic<int>& interrupts, const std::function<void(Instant)>& at_tick = [](Instant) {}) {
  LoopbackServer server([](ServerEnd& end) {
    while (!end.read_request().empty()) end.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  const ScratchFolder folder;
  WireSettings settings;
  settings.target = server.url();
  Crew crew(plan, settings, 7, 2,
            [](const Clock&) { return std::make_unique<load::PaperUsers>(std::vector<load::PaperUser::Act>{{"/get"}}); });
  runs::RunWriter writer(folder.path() / "run", {{"schema", 1}, {"run", "run"}, {"status", "running"}, {"plan", load::to_json(plan)}}, {});
  load::RunLog log(plan, writer);
  Crewed crewed;
  crewed.ending = crew.run(log, interrupts, [&](Instant at, const load::Tick& tick) {
    crewed.watched.merge(tick);
    at_tick(at);
  });
  crewed.summary = runs::summarise(runs::read_run(folder.path() / "run"));
  return crewed;
}

void check_accounts(const Crewed& crewed) {
  const runs::LoadFigures& load = crewed.summary.load;
  CHECK(load.offered == load.done + load.dropped + load.censored);
  CHECK(load.offered == crewed.watched.offered);
  CHECK(crewed.summary.totals.count == crewed.watched.requests);
}

}  // namespace

TEST_CASE("two workers play a plan to its end, and what they hand over adds up") {
  std::atomic<int> interrupts{0};
  const Crewed crewed = play(short_plan(400, 100), interrupts);
  CHECK_FALSE(crewed.ending.interrupted);
  CHECK(crewed.summary.load.done == crewed.summary.load.offered);
  CHECK(crewed.summary.totals.errors == 0);
  CHECK(crewed.watched.cpu.size() % 2 == 0);
  check_accounts(crewed);
}

TEST_CASE("one permit between two workers serves every arrival, however often they must wake each other") {
  std::atomic<int> interrupts{0};
  const Crewed crewed = play(short_plan(2000, 1), interrupts);
  CHECK(crewed.summary.load.done == crewed.summary.load.offered);
  CHECK(crewed.summary.generator.users_permitted == 1);
  check_accounts(crewed);
}

TEST_CASE("a wish to stop lets what runs end and offers nothing more") {
  std::atomic<int> interrupts{0};
  const Crewed crewed = play(short_plan(50, 10, 1h), interrupts, [&](Instant) { interrupts = 1; });
  CHECK(crewed.ending.interrupted);
  CHECK(crewed.ending.at < 1h);
  check_accounts(crewed);
}
