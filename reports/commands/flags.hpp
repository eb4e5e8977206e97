#pragma once

#include <string>
#include <vector>

#include "reports/commands/verb.hpp"

namespace CLI {
class App;
}

namespace rushhour {

/// Reads a verb's words into what `app` was told to fill in; `app` is named "rushhour VERB". False if help was asked for, and has been
/// printed. Throws UserError (Exit::flags) that names the flag and says where the flags are listed.
bool parse_flags(CLI::App& app, int argc, char** argv);

/// The same for words that were prepared; the first is the verb's name.
bool parse_flags(CLI::App& app, std::vector<std::string> words);

/// A flag or an argument of a verb, as the verb's own parser has it.
struct FlagFacts {
  std::vector<std::string> names;                                      ///< "--quiet", "-q"; of an argument without a flag its name, "FILE"
  std::string says;                                                    ///< what help says of it
  bool argument = false;                                               ///< stands without a flag before it
  bool takes_value = false;                                            ///< a flag that is always followed by a value
  std::vector<std::string> choices{};                                  ///< the values that there are, where they can be listed
  enum class Wants { words, file, folder, run } wants = Wants::words;  ///< what the value is; a run directory
};

/// The flags and arguments of `verb`, in the order of its help. What tells files from folders are the names of their types: FILE, DIR, RUN.
/// Nothing is read or run. One thread.
std::vector<FlagFacts> flags_of(const Verb& verb);

}  // namespace rushhour
