#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::reports {

extern const Verb analyze_verb;

}  // namespace rushhour::reports
