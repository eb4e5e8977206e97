#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::sim {

extern const Verb run_verb;

}  // namespace rushhour::sim
