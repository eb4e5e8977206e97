#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::reports {

extern const Verb query_verb;

}  // namespace rushhour::reports
