#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::reports {

extern const Verb import_verb;

}  // namespace rushhour::reports
