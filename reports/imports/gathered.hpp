#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reports/imports/run_builder.hpp"

namespace rushhour::imports {

/// Figures that a tool states itself where it keeps no samples. They are shown as the tool's, and nothing is derived from them.
struct StatedFigures {
  std::string scenario, step;
  std::uint64_t count = 0, errors = 0;
  std::vector<std::pair<std::string, double>> times_ns{};  ///< "p50", "p99.9", "max", "mean", in the tool's order
};

/// What the files of one import come to.
struct Gathered {
  RunBuilder run;
  std::vector<StatedFigures> stated;
  std::string stated_precision;        ///< how far the tool rounds what it states, a sentence
  std::string target;                  ///< base URL, where the tool tells
  std::string tool_version;            ///< where the tool tells
  std::optional<WallTime> started;     ///< where the tool tells, but has no samples
  std::optional<Instant> length;       ///< the same
  bool start_known = true;             ///< false where nothing tells when it ran
  std::vector<std::string> remarks{};  ///< sentences for the reader of the report
};

}  // namespace rushhour::imports
