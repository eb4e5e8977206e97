#include "sim/commands/special.hpp"

#include <fmt/format.h>

#include "sim/load/solo.hpp"
#include "sim/script/lua_user.hpp"

namespace rushhour::sim {
namespace {

constexpr Instant patience = std::chrono::seconds(60);

}  // namespace

Special play_special(const char* function, const script::HostSettings& host_settings, const wire::WireSettings& wire_settings) {
  wire::WireWorld world(wire_settings);
  world.start_now();
  script::Host host(host_settings, world);
  host.send_with(wire_settings.http);
  if (!host.has_function(function)) return {};
  const auto user = host.make_special(function);
  load::Solo solo(world, *user, host_settings.seed, function, patience);
  solo.start();
  world.run(solo);
  if (solo.timed_out()) return {fmt::format("{}: {}() took longer than a minute", host_settings.source->name, function), true, {}};
  if (!solo.failure().empty()) return {fmt::format("{}() failed: {}", function, solo.failure()), false, {}};
  return {{}, false, user->result_json()};
}

}  // namespace rushhour::sim
