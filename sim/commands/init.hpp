#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::sim {

extern const Verb init_verb;

}  // namespace rushhour::sim
