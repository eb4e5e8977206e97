// Reads the input as a scenario and plays its first turn, guarded as `rushhour run` guards it: whatever the text is, there is a plan, or a
// message of one line, in bounded time and memory.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "reports/foundation/clock.hpp"
#include "reports/foundation/user_error.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/health/watchdog.hpp"

namespace {

using namespace rushhour;

void require(bool holds) {
  if (!holds) std::abort();
}

// What is inside a function of C that does not end was found by the watchdog as it should; but its thread is gone for good.
void end(std::size_t, const std::string& where) {
  std::fprintf(stderr, "held: %s\n", where.c_str());
  std::_Exit(0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static wire::Watchdog watchdog(std::chrono::milliseconds(300), end);
  const script::Source source{"/nowhere/s.lua", "s.lua", std::string(reinterpret_cast<const char*>(data), size), ""};
  script::HostSettings settings;
  settings.source = &source;
  settings.limits.memory = 16'000'000;
  const HeldClock clock;
  try {
    script::Host host(settings, clock);
    const wire::Watchdog::Guard guard(watchdog, *host.turns(), 0);
    const load::Plan plan = host.read_plan();
    require(!plan.scenarios.empty());
    host.play(plan);
    const auto user = host.make_user(0, 0);
    user->begin({0, 0, RandomStream(1, "data", "", 0)});
    user->cancel();
  } catch (const UserError& error) {
    const std::string_view message = error.what();
    require(!message.empty() && message.find('\n') == message.npos);
  }
  return 0;
}
