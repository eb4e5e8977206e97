#pragma once

namespace rushhour {

/// One word of the command line. `run` gets the arguments from the verb's own name on, as main gets them from the program's, and returns
/// the exit code. It throws UserError for the user's mistakes; main prints those.
struct Verb {
  const char* name;
  const char* summary;
  int (*run)(int argc, char** argv);
};

}  // namespace rushhour
