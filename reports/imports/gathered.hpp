#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reports/imports/run_builder.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::imports {

/// Where runs stand until their real start is known, for tools that tell none.
inline constexpr WallTime unknown_start{std::chrono::seconds(946'684'800)};

/// What the files of one import come to.
struct Gathered {
  RunBuilder run;
  std::vector<runs::StatedStep> stated;
  std::string stated_precision;                          ///< how far the tool rounds what it states, a sentence
  std::uint64_t stated_requests = 0, stated_errors = 0;  ///< of all steps, where nothing else tells
  Instant stated_length{0};                              ///< the same
  std::string target;                                    ///< base URL, where the tool tells
  std::string tool_version;                              ///< where the tool tells
  bool start_known = true;                               ///< false where nothing tells when it ran
  std::vector<std::string> remarks{};                    ///< sentences for the reader of the report
};

/// The counts of a run of which only the sums are known, in one stretch. Throws UserError (Exit::settings), naming `file`, if its length is
/// not known or no run's.
Counts& whole_run(Gathered& into, std::string_view scenario, Instant length, const std::string& file);

}  // namespace rushhour::imports
