#include "sim/wire/crew.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"
#include "sim/load/record/tick_line.hpp"
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
  runs::RunRecord record;
  runs::Summary summary;
  load::Tick watched;
};

/// Plays a plan with two workers, whose users ask for "/get" once an iteration.
Crewed play_on(
    const WireSettings& settings, const load::Plan& plan, std::atomic<int>& interrupts,
    const std::function<void(Instant)>& at_tick = [](Instant) {}, load::Steering* steering = nullptr) {
  const ScratchFolder folder;
  Crew crew(
      plan, settings, 7, 2, [](const Clock&) { return std::make_unique<load::PaperUsers>(std::vector<load::PaperUser::Act>{{"/get"}}); },
      steering);
  runs::RunWriter writer(folder.path() / "run", {{"schema", 1}, {"run", "run"}, {"status", "running"}, {"plan", load::to_json(plan)}}, {});
  load::RunLog log(plan, writer);
  Crewed crewed;
  crewed.ending = crew.run(log, interrupts, [&](Instant at, const load::Handover& handover, const nlohmann::json& line) {
    CHECK(line == load::tick_line(at, handover.tick, plan));
    crewed.watched.merge(handover.tick);
    at_tick(at);
    return std::nullopt;
  });
  crewed.record = runs::read_run(folder.path() / "run");
  crewed.summary = runs::summarise(crewed.record);
  return crewed;
}

/// The same against a server that answers at once.
Crewed play(
    const load::Plan& plan, std::atomic<int>& interrupts, const std::function<void(Instant)>& at_tick = [](Instant) {},
    load::Steering* steering = nullptr) {
  LoopbackServer server(answer_with_number);
  WireSettings settings;
  settings.target = server.url();
  return play_on(settings, plan, interrupts, at_tick, steering);
}

/// The events of that name.
std::vector<nlohmann::json> events_of(const Crewed& crewed, const std::string& name) {
  std::vector<nlohmann::json> found;
  for (const nlohmann::json& event : crewed.record.events)
    if (event.at("event") == name) found.push_back(event);
  return found;
}

WireSettings ahead_of(std::string target) {
  WireSettings settings;
  settings.target = std::move(target);
  settings.http.prefetch = true;
  return settings;
}

/// The event `prefetch`, of which there is one.
nlohmann::json prefetch_event(const Crewed& crewed) {
  nlohmann::json found;
  for (const nlohmann::json& event : crewed.record.events) {
    if (event.at("event") != "prefetch") continue;
    CHECK(found.is_null());
    found = event;
  }
  REQUIRE_FALSE(found.is_null());
  return found;
}

/// Leaves the process `count` descriptors.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit few{static_cast<rlim_t>(next) + count, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

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
  CHECK_FALSE(crewed.ending.by == verdicts::Ending::interrupt);
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
  CHECK(crewed.ending.by == verdicts::Ending::interrupt);
  CHECK(crewed.ending.at < 1h);
  check_accounts(crewed);
}

TEST_CASE("a person who stops a run lets what runs end, and the run says who it was") {
  std::atomic<int> interrupts{0};
  load::Steering steering;
  const Crewed crewed = play(
      short_plan(50, 10, 1h), interrupts, [&](Instant) { steering.stop(); }, &steering);
  CHECK(crewed.ending.by == verdicts::Ending::steered);
  CHECK(crewed.ending.at < 1h);
  const auto events = events_of(crewed, "steered");
  REQUIRE(events.size() == 1);
  CHECK(events[0].at("what") == "stop");
  check_accounts(crewed);
}

TEST_CASE("a rate that is scaled to nothing is so for all workers from the instant that the event names") {
  std::atomic<int> interrupts{0};
  load::Steering steering;
  Instant asked{0};
  const load::Plan plan = short_plan(100, 50, 1h);
  const Crewed crewed = play(
      plan, interrupts,
      [&](Instant at) {
        if (asked == Instant(0)) REQUIRE(steering.scale(0));
        if (asked == Instant(0)) asked = at;
        if (at > asked + 1s) interrupts = 1;
      },
      &steering);
  const auto events = events_of(crewed, "steered");
  REQUIRE(events.size() == 1);
  CHECK(events[0].at("what") == "scale");
  CHECK(events[0].at("factor") == 0);
  const Instant at(events[0].at("at_ns").get<std::int64_t>());
  const load::RateProfile profile(plan.scenarios[0].stages);
  load::Arrivals arrivals(profile, load::Spacing::poisson, 7, "s");
  std::uint64_t due = 0;
  while (arrivals.next()->due <= at) ++due;
  CHECK(crewed.summary.load.offered == due);
  check_accounts(crewed);
}

TEST_CASE("a run that can be steered and is not is its plan") {
  std::atomic<int> interrupts{0};
  load::Steering steering;
  const Crewed crewed = play(
      short_plan(400, 100), interrupts, [](Instant) {}, &steering);
  CHECK(crewed.ending.by == verdicts::Ending::plan);
  CHECK(crewed.summary.load.done == crewed.summary.load.offered);
  CHECK(events_of(crewed, "steered").empty());
  check_accounts(crewed);
}

TEST_CASE("users connect ahead of the first request, each to a connection of its own that it keeps") {
  constexpr unsigned users = 21;
  std::atomic<unsigned> early{0};  // requests that came before all were connected
  LoopbackServer server([&](ServerEnd& end) {
    while (!end.read_request().empty()) {
      // The kernel has let in who is connected; the server's thread may be behind.
      const auto patience = std::chrono::steady_clock::now() + 10s;
      while (server.accepted() < users && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
      if (server.accepted() < users) ++early;
      end.write(ok("x"));
    }
  });
  std::atomic<int> interrupts{0};
  const bool per_iteration = GENERATE(false, true);
  WireSettings settings = ahead_of(server.url());
  load::Plan plan = short_plan(20, users, 250ms);
  if (per_iteration) settings.http.connections = load::ConnectionPolicy::per_iteration;
  const Crewed crewed = play_on(settings, plan, interrupts);
  const nlohmann::json event = prefetch_event(crewed);
  CHECK(event.at("wanted") == users);
  CHECK(event.at("opened") == users);
  CHECK(event.at("error") == "");
  CHECK(event.at("message") == "");
  CHECK(event.at("at_ns") == 0);
  CHECK(event.at("took_ns") > 0);
  CHECK(early == 0);
  CHECK(crewed.summary.load.done > 0);
  CHECK(crewed.summary.totals.errors == 0);
  CHECK(crewed.watched.connections_opened >= users);
  if (!per_iteration) CHECK(server.accepted() == users);
  check_accounts(crewed);
}

TEST_CASE("a server that lets nobody in is noted in its words, and the run begins all the same") {
  const Listener nobody = listen_on_loopback(1);
  ::close(nobody.descriptor);
  std::atomic<int> interrupts{0};
  const Crewed crewed = play_on(ahead_of("http://127.0.0.1:" + std::to_string(nobody.port)), short_plan(50, 300), interrupts);
  const nlohmann::json event = prefetch_event(crewed);
  CHECK(event.at("wanted") == 300);
  CHECK(event.at("opened") == 0);
  CHECK(event.at("error") == "connection refused");
  CHECK_THAT(event.at("message").get<std::string>(), Catch::StartsWith("connection refused: "));
  CHECK(crewed.summary.totals.errors == crewed.summary.load.done);
  check_accounts(crewed);
}

TEST_CASE("users beyond the descriptors are not connected ahead, and some are left for the rest of the run") {
  const Listener silent = listen_on_loopback(512);
  load::Plan plan = short_plan(50, 500, 50ms);
  plan.scenarios.front().graceful_stop = 0ms;
  std::atomic<int> interrupts{0};
  {
    const FewDescriptors few(100);
    const Crewed crewed = play_on(ahead_of("http://127.0.0.1:" + std::to_string(silent.port)), plan, interrupts);
    const nlohmann::json event = prefetch_event(crewed);
    CHECK(event.at("wanted") == 500);
    CHECK(event.at("opened") > 20);
    CHECK(event.at("opened") <= 100 - 32);
    CHECK(event.at("error") == "out of descriptors");
    check_accounts(crewed);
  }
  ::close(silent.descriptor);
}

TEST_CASE("no more are wanted ahead than the limit of connections permits") {
  LoopbackServer server(answer_with_number);
  WireSettings settings = ahead_of(server.url());
  settings.http.max_connections = 6;
  std::atomic<int> interrupts{0};
  const Crewed crewed = play_on(settings, short_plan(50, 500), interrupts);
  CHECK(prefetch_event(crewed).at("wanted") == 6);
  CHECK(prefetch_event(crewed).at("opened") == 6);
  CHECK(crewed.summary.generator.connections_max <= 6);
}

TEST_CASE("a wish to stop while users connect ahead ends the run before it begins") {
  const Listener silent = listen_on_loopback(0);  // takes a connection or two; the others wait to be let in
  std::atomic<int> interrupts{1};
  load::Plan plan = short_plan(50, 300, 1h);
  plan.scenarios.push_back(plan.scenarios.front());
  plan.scenarios.back().executor = load::Executor::constant_vus;
  plan.scenarios.back().duration = 1h;
  const Crewed crewed = play_on(ahead_of("http://127.0.0.1:" + std::to_string(silent.port)), plan, interrupts);
  ::close(silent.descriptor);
  const nlohmann::json event = prefetch_event(crewed);
  CHECK(crewed.ending.by == verdicts::Ending::interrupt);
  CHECK(event.at("opened") < event.at("wanted"));
  CHECK(event.at("message") == "the run was interrupted");
  CHECK(event.at("error") == "");
  CHECK(crewed.summary.load.done == 0);
  CHECK(crewed.summary.totals.count == 0);
  check_accounts(crewed);
}

TEST_CASE("a target whose name nobody knows leaves its users unconnected") {
  std::atomic<int> interrupts{0};
  const Crewed crewed = play_on(ahead_of("http://no.such.host.invalid"), short_plan(10, 4), interrupts);
  CHECK(prefetch_event(crewed).at("opened") == 0);
  CHECK(prefetch_event(crewed).at("error") == "name not found");
}
