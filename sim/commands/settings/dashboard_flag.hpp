#pragma once

#include <string>
#include <vector>

namespace rushhour::sim {

/// `--dashboard [ADDR]` may stand in front of the scenario, so what follows it is an address only if it cannot be meant otherwise: a PORT,
/// an IP address, `localhost`, or anything with a port behind a colon. Each bare `--dashboard` of the words gets its value behind a sign of
/// equality: that address, or a free port of this machine. All other words stay.
///
/// Throws UserError (Exit::flags) for what would be a guess: a word that is an address and a file here, and one that may be a host or a
/// scenario and is no file here.
std::vector<std::string> with_dashboard_joined(const std::vector<std::string>& words);

}  // namespace rushhour::sim
