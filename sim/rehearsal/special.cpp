#include "sim/rehearsal/special.hpp"

#include <fmt/format.h>

#include <optional>

#include "sim/load/solo.hpp"
#include "sim/rehearsal/guarded.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::sim {

Exit exit_of_teardown(const Special& teardown) noexcept {
  return teardown.given_up ? Exit::interrupted : teardown.timed_out ? Exit::teardown_timeout : Exit::script;
}

Special play_special(const char* function, const script::HostSettings& host_settings, const wire::WireSettings& wire_settings,
                     const SpecialOptions& options) {
  Transcript* const transcript = options.transcript;
  Special special;
  const auto held = play_guarded(host_settings.limits.script, [&](wire::Watchdog& watchdog) {
    wire::WireWorld world(wire_settings);
    world.start_now();
    script::Host host(host_settings, world);
    const wire::Watchdog::Guard guard(watchdog, *host.turns(), 0);
    host.send_with(wire_settings.http);
    if (!host.has_function(function)) return;
    const auto user = host.make_special(function);
    if (transcript != nullptr) transcript->part(function);
    std::optional<ToldUser> told;
    if (transcript != nullptr) told.emplace(*user, *transcript);
    load::User& player = told ? static_cast<load::User&>(*told) : *user;
    load::Solo solo(world, player, {0, 0, RandomStream(host_settings.seed, function, "", 0)}, part_patience, wire_settings.http.batch,
                    options.unwanted);
    solo.start();
    world.run(solo);
    if (solo.given_up())
      special = {fmt::format("{}: {}() was interrupted and not played to its end", host_settings.source->name, function), false, true, {}};
    else if (solo.timed_out())
      special = {fmt::format("{}: {}() took longer than a minute", host_settings.source->name, function), true, false, {}};
    else if (!solo.failure().empty())
      special = {fmt::format("{}() failed: {}", function, solo.failure()), false, false, {}};
    else
      special.result_json = user->result_json();
  });
  if (held) special.failure = fmt::format("{}() failed: {}", function, *held);
  return special;
}

}  // namespace rushhour::sim
