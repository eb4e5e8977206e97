#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::sim {

extern const Verb check_verb;

}  // namespace rushhour::sim
