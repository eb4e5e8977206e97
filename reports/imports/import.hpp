#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "reports/imports/gathered.hpp"

namespace rushhour::imports {

/// What is to be imported, and into which folder.
struct Order {
  std::vector<std::filesystem::path> files;  ///< of one tool; together they are one run
  std::string format{};                      ///< empty: told by each file's content
  std::filesystem::path out = "runs";
  std::string name{};  ///< of the run, before its stamp; empty: the first file's, without its ending
};

/// Reads the files and makes a run directory of them, as docs/formats.md has it. The directory is made only when everything was read, so
/// trouble leaves none. `now`: the wall time, for results that do not say when they were taken. Throws UserError.
std::filesystem::path import_run(const Order& order, WallTime now);

}  // namespace rushhour::imports
