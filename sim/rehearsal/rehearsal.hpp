#pragma once

#include "reports/foundation/user_error.hpp"
#include "sim/rehearsal/transcript.hpp"
#include "sim/script/host.hpp"
#include "sim/wire/wire_world.hpp"

namespace rushhour::sim {

/// What is played once, by one user, before it is played by many.
struct Rehearsal {
  const load::Plan& plan;
  script::HostSettings host;
  wire::WireSettings wire;
};

/// Plays setup, the first iteration of the first user of each scenario, one after the other, and teardown, over the wire; nothing is
/// recorded. A part that takes longer than a minute is given up. After a setup that fails nothing else is played. Returns Exit::script if a
/// function made a mistake, Exit::setup_timeout if setup was given up, else Exit::passed: what servers answer and what checks say is told,
/// but is no mistake of the script.
Exit rehearse(const Rehearsal& rehearsal, Transcript& transcript);

/// Reads the plan of a script, whose code is guarded as it is in a run. Throws what Host::read_plan throws, and UserError (Exit::script)
/// for code that cannot be ended.
load::Plan read_plan(const script::HostSettings& host_settings, const load::Overrides& overrides);

}  // namespace rushhour::sim
