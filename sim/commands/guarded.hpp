#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/wire/health/watchdog.hpp"

namespace rushhour::sim {

/// Runs `play` on a thread of its own and waits for it; what it throws is thrown on. It guards the users' code that it runs with the
/// watchdog that it is given, whose limit is `limit`. Returns nothing; or, if the code is inside what cannot be ended, where. Then the
/// thread is held for ever, and nothing that it was at work on may be touched or destroyed: so `play` keeps that in variables of its own.
std::optional<std::string> play_guarded(Instant limit, const std::function<void(wire::Watchdog&)>& play);

}  // namespace rushhour::sim
