#pragma once

#include <string>

#include "sim/rehearsal/transcript.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::sim {

/// How long setup, teardown or a rehearsed iteration may take.
inline constexpr Instant part_patience = std::chrono::minutes(1);

/// How setup or teardown ended: `failure` is empty if it went well, or if the script has no such function.
struct Special {
  std::string failure;
  bool timed_out = false;
  std::string result_json;  ///< what it returned; empty for nothing
};

/// Plays `function` of the script once, over a wire of its own; it has a minute. What it does is in no figure; `transcript`, if there is
/// one, tells it.
Special play_special(const char* function, const script::HostSettings& host_settings, const wire::WireSettings& wire_settings,
                     Transcript* transcript = nullptr);

}  // namespace rushhour::sim
