#pragma once

#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::verdicts {

/// Whether the measurement itself can be trusted, before anything is said of the target (docs/measurement.md, "When a run is invalid").
struct Validity {
  bool valid = true;
  std::vector<std::string> reasons;   ///< why not, each a sentence with its figures
  std::vector<std::string> warnings;  ///< what does not make it invalid: users exhausted, the schedule missed, what the record lacks
};

/// Judges the generator. Waiting because every permitted user is busy, drops and errors of the target are the target's doing: at most a
/// warning.
Validity judge_measurement(const runs::RunRecord& record, const runs::Summary& summary);

/// The percentile at which the send lag is judged: 99, or with too few samples 90 or 50; nothing with fewer than that.
/// Also for the reports, so that their words name the figure that was judged.
double judged_percentile(const latency::Histogram& send_lag) noexcept;

/// How busy the generator was, as judged.
struct CpuUse {
  std::size_t ticks = 0;       ///< of the main phase, at least half a second long
  std::size_t busy_ticks = 0;  ///< those in which the busiest worker used at least 95 % of a core
  bool exhausted() const noexcept { return busy_ticks >= 2 && busy_ticks * 10 > ticks; }
};
CpuUse cpu_use(const runs::RunRecord& record, Instant warmup);

/// Whether what was offered was also reached: nothing dropped or censored, and at least 99 % of the offered rate achieved.
bool schedule_reached(const runs::Summary& summary) noexcept;

/// How the run ended, from meta["ended_by"]; `unfinished` if the process ended before it could say.
enum class Ending { plan, interrupt, abort, script, unfinished };
Ending ending_of(const runs::RunRecord& record);

}  // namespace rushhour::verdicts
