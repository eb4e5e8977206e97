#pragma once

namespace CLI {
class App;
}

namespace rushhour {

/// Reads a verb's words into what `app` was told to fill in; `app` is named "rushhour VERB". False if help was asked for, and has been
/// printed. Throws UserError (Exit::flags) that names the flag and says where the flags are listed.
bool parse_flags(CLI::App& app, int argc, char** argv);

}  // namespace rushhour
