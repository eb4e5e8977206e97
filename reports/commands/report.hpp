#pragma once

#include <filesystem>

#include "reports/commands/output_flags.hpp"
#include "reports/commands/verb.hpp"

namespace rushhour::reports {

extern const Verb report_verb;

/// What is printed of a report.
struct ReportWanted {
  std::filesystem::path directory;
  bool json = false;
  bool quiet = false;
  OutputFlags outputs{};
  std::filesystem::path baseline{};  ///< the run to show beside it; empty for none
};

/// Makes report.html of a run directory, writes its outputs and prints what the run came to. Throws UserError as reading the run does.
/// Whether all outputs were written.
bool make_report(const ReportWanted& wanted);

}  // namespace rushhour::reports
