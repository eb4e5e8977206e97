#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::sim {

extern const Verb bench_verb;

}  // namespace rushhour::sim
