#pragma once

#include <cstddef>
#include <cstdint>
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

/// How late requests left, as judged: at p99, with fewer than 1,000 samples at p90 or p50, with fewer than 20 not at all.
struct LagUse {
  double percentile = 0;         ///< 0 if there is too little to judge
  std::int64_t lag_ns = 0;       ///< at that percentile
  std::int64_t response_ns = 0;  ///< the response time's, at the same
  bool late() const noexcept { return lag_ns > 1'000'000 && lag_ns > response_ns / 10; }
};
LagUse lag_use(const runs::Summary& summary);

/// How busy the generator was, as judged.
struct CpuUse {
  std::size_t ticks = 0;       ///< of the main phase, at least half a second long
  std::size_t busy_ticks = 0;  ///< those in which the busiest worker used at least 95 % of a core
  bool exhausted() const noexcept { return busy_ticks >= 2 && busy_ticks * 10 > ticks; }
};
CpuUse cpu_use(const runs::RunRecord& record, Instant warmup);

/// Whether more than one arrival in a thousand waited though a permitted user was idle.
bool held_back(const runs::Summary& summary) noexcept;

/// Whether all that was offered was done: nothing dropped, censored or lost to a kill.
bool schedule_reached(const runs::Summary& summary) noexcept;

/// How the run ended, from meta["ended_by"]; `unfinished` if the process ended before it could say.
enum class Ending { plan, interrupt, abort, script, unfinished };
Ending ending_of(const runs::RunRecord& record);

}  // namespace rushhour::verdicts
