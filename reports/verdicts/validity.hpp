#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::verdicts {

/// Whether the measurement itself can be trusted, before anything is said of the target (docs/measurement.md, "When a run is invalid").
struct Validity {
  bool valid = true;
  bool judged = true;                 ///< false of an imported run: nothing is known of its generator, so it is not valid either
  std::vector<std::string> reasons;   ///< why not, each a sentence with its figures
  std::vector<std::string> warnings;  ///< what does not make it invalid: users exhausted, a busy machine, what the record lacks
  bool repeatable = false;            ///< all reasons lie with the generator or its machine: the next run may do better
  bool tolerated = false;             ///< --on-invalid warn: invalid as it is, the run's exit code is that of its thresholds
};

/// Judges the generator. Waiting because every permitted user or connection is busy, drops and errors of the target are the target's doing:
/// at most a warning. With --strict, which the record's settings tell, whatever casts a doubt on the measurement is a reason.
Validity judge_measurement(const runs::RunRecord& record, const runs::Summary& summary);

/// How the run ended, from meta["ended_by"]; `unfinished` if the process ended before it could say.
enum class Ending {
  plan,
  interrupt,  ///< a signal
  abort,      ///< the script said so
  script,     ///< setup threw, or code that could not be stopped
  threshold,  ///< one that aborts was crossed
  data,       ///< a feeder that stops the test was used up
  lost,       ///< a worker of the generator failed
  steered,    ///< a person stopped it by hand
  unfinished,
  trouble,  ///< it came to nothing, most often before it began; it has no run directory, or none to rely on
};
Ending ending_of(const runs::RunRecord& record);

/// As meta["ended_by"] says it.
std::string_view to_string(Ending ending) noexcept;

}  // namespace rushhour::verdicts
