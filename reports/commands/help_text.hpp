#pragma once

#include <string>

namespace CLI {
class App;
}

namespace rushhour {

/// What --help prints of a verb: its flags, one below the other, in lines of at most 80 columns. What a flag takes stands behind its name,
/// what it is without one, its range and the variable that stands for it behind what it does. Sets no state in `app` but its formatter.
std::string help_text(CLI::App& app);

}  // namespace rushhour
