#pragma once

#include "tests/unit/tidy/source_text.hpp"

namespace rushhour::tidy {

// floors.cpp

/// reports <- target <- sim <- main: an include goes to its own floor or to one below, and names the file from the project's root.
Findings includes_that_climb(const Tree& tree);

/// Asio, Beast and Lua stay in their rooms: no network and no Lua in reports, no Lua in target, in sim the network in wire and Lua in
/// script.
Findings libraries_out_of_their_room(const Tree& tree);

// sizes.cpp

/// A source file has at most 400 lines, main.cpp 120, the README of a floor 60; and each floor has one.
Findings long_files(const Tree& tree);

/// A room holds 3 to 14 units (a .hpp with its .cpp is one); folders named `commands` may hold fewer.
Findings crowded_or_empty_folders(const Tree& tree);

/// A line has at most 140 characters.
Findings long_lines(const Tree& tree);

// functions.cpp

/// A function has at most 70 lines, from its head to its closing brace. In C++ by braces, in JavaScript and Lua by indentation.
Findings long_functions(const Tree& tree);

// folder_names.cpp

/// Names that say nothing, as a word of a file's or a folder's name.
Findings empty_names(const Tree& tree);

// headers.cpp

/// A header begins with `#pragma once` and includes, itself or through the project's headers that it includes, what it names of `std`.
/// (That each compiles alone is shown by the target `headers_alone`, which `make check` builds: it costs minutes, this costs nothing.)
Findings headers_that_lean_on_others(const Tree& tree);

// words.cpp

/// Marks of unfinished work.
Findings leftover_marks(const Tree& tree);

/// Reading clocks, sleeping and true randomness belong to sim/wire, target/server, reports/runs, main.cpp and the benchmarks; no unit test
/// sleeps or draws.
Findings clocks_out_of_their_room(const Tree& tree);

/// Paths that exist on one machine only; tests are free to name them.
Findings machine_paths(const Tree& tree);

}  // namespace rushhour::tidy
