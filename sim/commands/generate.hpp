#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::sim {

extern const Verb generate_verb;

}  // namespace rushhour::sim
