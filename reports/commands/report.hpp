#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::reports {

extern const Verb report_verb;

}  // namespace rushhour::reports
