#pragma once

#include <filesystem>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// A run directory, read for its report.
struct PastRun {
  runs::RunRecord record;
  Course course;
  verdicts::Conclusion conclusion;

  Material material(const Material* baseline = nullptr) const { return {record, conclusion, course, baseline}; }
};

/// Reads a run as a live page would have followed it (growing_record.hpp), so that the report of a day takes the memory of a few minutes;
/// what it says is what a record that is read whole would say. Throws UserError as read_run() does.
PastRun read_past_run(const std::filesystem::path& directory);

}  // namespace rushhour::pages
