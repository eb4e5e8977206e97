#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::target {

extern const Verb target_verb;

}  // namespace rushhour::target
