#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reports/imports/run_builder.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::imports {

/// What the files of one import come to.
struct Gathered {
  RunBuilder run;
  std::vector<runs::StatedStep> stated;
  std::string stated_precision;        ///< how far the tool rounds what it states, a sentence
  std::string target;                  ///< base URL, where the tool tells
  std::string tool_version;            ///< where the tool tells
  std::optional<WallTime> started;     ///< where the tool tells, but has no samples
  std::optional<Instant> length;       ///< the same
  bool start_known = true;             ///< false where nothing tells when it ran
  std::vector<std::string> remarks{};  ///< sentences for the reader of the report
};

}  // namespace rushhour::imports
