#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::test {

/// A run and what follows from it, as outputs are given them.
struct Told {
  runs::RunRecord record;
  verdicts::Conclusion conclusion;
};
Told told(runs::RunRecord record);

/// Runs of each kind of end; all but the imported ones have the thresholds of told_thresholds().
Told passed_run();
Told failed_run();     ///< a threshold was crossed, another has too few samples, a check failed
Told invalid_run();    ///< the generator was late, and a threshold was crossed
Told tolerated_run();  ///< the same with --on-invalid warn
Told stopped_run();    ///< by a signal
Told empty_run();      ///< nothing was sent
Told single_run();     ///< one request in all
Told imported_run();   ///< by a tool that keeps samples of the service time
Told stated_run();     ///< by a tool that keeps none

/// With a name that bites in whatever format it stands: of a step, a class of errors, a check and a metric of the script.
Told evil_run();
extern const std::string evil_name;

/// With so many steps, of one request each.
Told crowded_run(std::size_t steps);

/// The records of a CSV file as RFC 4180 has them. Fails the test where it is none.
std::vector<std::vector<std::string>> csv_records(const std::string& text);

/// Lines without their ends.
std::vector<std::string> lines_of(const std::string& text);

/// How often `part` stands in `text`.
std::size_t times_in(const std::string& text, const std::string& part);

}  // namespace rushhour::test
