#include "sim/commands/special.hpp"

#include <fmt/format.h>

#include "sim/commands/guarded.hpp"
#include "sim/load/solo.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::sim {
namespace {

constexpr Instant patience = std::chrono::seconds(60);

}  // namespace

Special play_special(const char* function, const script::HostSettings& host_settings, const wire::WireSettings& wire_settings) {
  Special special;
  const auto held = play_guarded(host_settings.limits.script, [&](wire::Watchdog& watchdog) {
    wire::WireWorld world(wire_settings);
    world.start_now();
    script::Host host(host_settings, world);
    const wire::Watchdog::Guard guard(watchdog, *host.turns(), 0);
    host.send_with(wire_settings.http);
    if (!host.has_function(function)) return;
    const auto user = host.make_special(function);
    load::Solo solo(world, *user, host_settings.seed, function, patience);
    solo.start();
    world.run(solo);
    if (solo.timed_out())
      special = {fmt::format("{}: {}() took longer than a minute", host_settings.source->name, function), true, {}};
    else if (!solo.failure().empty())
      special = {fmt::format("{}() failed: {}", function, solo.failure()), false, {}};
    else
      special.result_json = user->result_json();
  });
  if (held) special.failure = fmt::format("{}() failed: {}", function, *held);
  return special;
}

}  // namespace rushhour::sim
