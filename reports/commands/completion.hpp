#pragma once

#include <span>
#include <string>

#include "reports/commands/verb.hpp"

namespace rushhour::reports {

/// The verb `completion`: prints the completions of all `verbs` for a shell.
int print_completion(int argc, char** argv, std::span<const Verb* const> verbs);

}  // namespace rushhour::reports
