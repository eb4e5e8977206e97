#include "sim/rehearsal/rehearsal.hpp"

#include <fmt/format.h>

#include "sim/load/solo.hpp"
#include "sim/rehearsal/guarded.hpp"
#include "sim/rehearsal/special.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::sim {
namespace {

// One iteration of one scenario, whose failure is told; false for a mistake of its script.
void play(const Rehearsal& rehearsal, std::size_t number, Transcript& transcript, wire::Watchdog& watchdog, bool& fine) {
  const load::Scenario& scenario = rehearsal.plan.scenarios[number];
  wire::WireWorld world(rehearsal.wire);
  world.start_now();
  load::Recorder recorder(rehearsal.plan);
  script::Host host(rehearsal.host, world);
  const wire::Watchdog::Guard guard(watchdog, *host.turns(), 0);
  host.play(rehearsal.plan);
  host.note_in(recorder);
  recorder.playing(number, Instant(0));
  const auto user = host.make_user(number, 0);
  ToldUser told(*user, transcript);
  load::Solo solo(world, told, {0, 0, RandomStream(rehearsal.host.seed, "data", scenario.name, 0)}, part_patience,
                  rehearsal.plan.http.batch);
  solo.start();
  world.run(solo);
  for (const auto& [name, counts] : recorder.take_tick().checks) transcript.checked(name, counts.first, counts.second);
  if (solo.timed_out()) transcript.failed("took longer than a minute, and was given up");
  fine = solo.failure().empty();
  if (!fine) transcript.failed(solo.failure());
}

bool play_scenario(const Rehearsal& rehearsal, std::size_t number, Transcript& transcript) {
  const load::Scenario& scenario = rehearsal.plan.scenarios[number];
  transcript.part(fmt::format("{}: one iteration of {}", scenario.name, scenario.exec));
  bool fine = false;
  const auto held =
      play_guarded(rehearsal.plan.limits.script, [&](wire::Watchdog& watchdog) { play(rehearsal, number, transcript, watchdog, fine); });
  if (held) transcript.failed(*held);
  return fine && !held;
}

}  // namespace

Exit rehearse(const Rehearsal& rehearsal, Transcript& transcript) {
  script::HostSettings host = rehearsal.host;
  const Special setup = play_special("setup", host, rehearsal.wire, {&transcript});
  if (!setup.failure.empty()) {
    transcript.failed(setup.failure);
    return setup.timed_out ? Exit::setup_timeout : Exit::script;
  }
  host.setup_json = setup.result_json;
  const Rehearsal rest{rehearsal.plan, host, rehearsal.wire};
  bool fine = true;
  for (std::size_t i = 0; i < rehearsal.plan.scenarios.size(); ++i) fine = play_scenario(rest, i, transcript) && fine;
  const Special teardown = play_special("teardown", host, rehearsal.wire, {&transcript});
  if (!teardown.failure.empty()) transcript.failed(teardown.failure);
  return fine && teardown.failure.empty() ? Exit::passed : Exit::script;
}

load::Plan read_plan(const script::HostSettings& host_settings, const load::Overrides& overrides) {
  load::Plan plan;
  const auto held = play_guarded(host_settings.limits.script, [&](wire::Watchdog& watchdog) {
    const HeldClock clock;
    script::Host host(host_settings, clock);
    const wire::Watchdog::Guard guard(watchdog, *host.turns(), 0);
    plan = host.read_plan(overrides);
  });
  if (held) throw UserError(*held, Exit::script);
  return plan;
}

}  // namespace rushhour::sim
