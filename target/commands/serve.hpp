#pragma once

#include "reports/commands/verb.hpp"

namespace rushhour::target {

extern const Verb serve_verb;

}  // namespace rushhour::target
