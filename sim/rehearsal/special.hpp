#pragma once

#include <functional>
#include <string>

#include "reports/foundation/user_error.hpp"
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
  bool given_up = false;    ///< because it was no longer wanted
  std::string result_json;  ///< what it returned; empty for nothing
};

/// The exit code of a run that failed in nothing but teardown.
Exit exit_of_teardown(const Special& teardown) noexcept;

/// What else may be asked for where `function` is played.
struct SpecialOptions {
  Transcript* transcript = nullptr;     ///< is told what it does
  std::function<bool()> unwanted = {};  ///< whether it is to be given up, as someone has pressed Ctrl-C; called on another thread
};

/// Plays `function` of the script once, over a wire of its own; it has a minute. What it does is in no figure.
Special play_special(const char* function, const script::HostSettings& host_settings, const wire::WireSettings& wire_settings,
                     const SpecialOptions& options = {});

}  // namespace rushhour::sim
