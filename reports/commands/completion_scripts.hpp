#pragma once

#include <string>
#include <vector>

#include "reports/commands/flags.hpp"

namespace rushhour::reports {

/// A verb with all that its parser takes.
struct VerbFacts {
  std::string name;
  std::string says;
  std::vector<FlagFacts> flags;
};

/// What makes a shell complete verbs, flags, listed values, files, folders and run directories. Pure; the shell runs nothing of rushhour's.
std::string bash_completion(const std::vector<VerbFacts>& verbs);
std::string zsh_completion(const std::vector<VerbFacts>& verbs);
std::string fish_completion(const std::vector<VerbFacts>& verbs);

}  // namespace rushhour::reports
