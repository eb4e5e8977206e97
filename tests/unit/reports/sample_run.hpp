#pragma once

#include <filesystem>
#include <string>

#include "reports/runs/run_record.hpp"

namespace rushhour::test {

/// What a made-up run should look like.
struct SampleRun {
  int length_s = 70;
  double scale = 1;  ///< of the arrival rate, which climbs to 200 iterations a second
  int warmup_s = 5;
  bool stalls = false;                ///< between 31 s and 36 s the target is slow, refuses some, and leaves iterations unfinished
  bool weak_generator = false;        ///< late, short of CPU, and holding arrivals back beside idle users
  std::string step = "follow order";  ///< name of the third step, for names that bite
  std::string trouble = "http 503";   ///< class of the errors of a stall
};

/// A run directory as it would be read, drawn from fixed random streams: the same on every machine.
runs::RunRecord sample_run(const SampleRun& wanted);

/// Adds a threshold to the plan of `record`.
void add_threshold(runs::RunRecord& record, const std::string& metric, const std::string& expression);

/// Writes `record` as a run directory; what it says of itself is unchanged.
void write_run(const runs::RunRecord& record, const std::filesystem::path& directory);

}  // namespace rushhour::test
