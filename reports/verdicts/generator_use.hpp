#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "reports/runs/run_record.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::verdicts {

// What the verdict looks at when it judges the generator (docs/measurement.md, "When a run is invalid"). Pure functions of record and
// summary, for the rules and for whoever shows them.

/// How late the generator was, as judged: at p99, with fewer than 1,000 samples at p90 or p50, with fewer than 20 not at all.
struct LagUse {
  double percentile = 0;         ///< 0 if there is too little to judge
  std::int64_t lag_ns = 0;       ///< at that percentile
  std::int64_t response_ns = 0;  ///< the response time's, at the same
  static constexpr std::int64_t harmless_ns = 1'000'000;
  std::int64_t limit_ns() const noexcept { return std::max(harmless_ns, response_ns / 10); }
  bool late() const noexcept { return lag_ns > limit_ns(); }
};
LagUse send_lag_use(const runs::Summary& summary);
LagUse loop_lag_use(const runs::Summary& summary);

// From where on a tick says that something was too much.
inline constexpr double busy_share = 0.95;      ///< of a core, by one worker
inline constexpr double long_core_wait = 0.2;   ///< of the time, in which one worker was ready to run and had no core
inline constexpr double much_steal = 0.1;       ///< of the machine's CPU time
inline constexpr double much_throttling = 0.1;  ///< of the scheduler's periods

/// In how many ticks something was too much. Ticks are those of the main phase that are at least half a second long.
struct TickUse {
  std::size_t ticks = 0;
  std::size_t beyond = 0;
  /// More than a tenth of them, and at least two: one may be the machine's hiccup.
  bool often() const noexcept { return beyond >= 2 && beyond * 10 > ticks; }
};

/// How busy the busiest worker was.
struct CpuUse {
  TickUse wanted;    ///< it computed or waited for a core 95 % of the time or more: it was never idle
  TickUse computed;  ///< it computed that long: the core was its own
  bool exhausted() const noexcept { return wanted.often(); }
  /// Out of CPU because it was not given the core, rather than because it used all of it.
  bool starved() const noexcept { return exhausted() && computed.beyond * 2 < wanted.beyond; }
};
CpuUse cpu_use(const runs::RunRecord& record, Instant warmup);

/// What the rules about CPU count in ticks.
struct GeneratorUse {
  TickUse wanted, computed, core_wait, steal, throttled;
  GeneratorUse& operator+=(const GeneratorUse& other) noexcept;
};

/// In one tick of that length; a tick that several were merged into holds theirs under `merged_use_key`, as `merged_use` writes it.
GeneratorUse use_in(const nlohmann::json& tick, Instant length);
nlohmann::json merged_use(const GeneratorUse& use);
inline constexpr const char* merged_use_key = "merged_use";

/// Time of which nothing was written: the generator stood still.
struct LostTime {
  Instant all{0}, longest{0}, longest_at{0};
  LostTime& operator+=(const LostTime& other) noexcept;
};

/// Lost with the tick that stands for the time from `begin` to `end`; one that several were merged into holds theirs under
/// `merged_lost_key`, as `merged_lost` writes it.
LostTime lost_in(const nlohmann::json& tick, Instant begin, Instant end);
nlohmann::json merged_lost(const LostTime& lost);
inline constexpr const char* merged_lost_key = "merged_lost_ns";

/// Ticks in which the worker that waited most was ready to run and without a core for a fifth of the time.
TickUse core_wait_use(const runs::RunRecord& record, Instant warmup);

/// Ticks in which the hypervisor gave a tenth of the machine's CPU time to others.
TickUse steal_use(const runs::RunRecord& record, Instant warmup);

/// Ticks in which the generator's control group had used up its limit in a tenth of the scheduler's periods.
TickUse throttled_use(const runs::RunRecord& record, Instant warmup);

/// Whether more than one arrival in a thousand waited though a permitted user was idle.
bool held_back(const runs::Summary& summary) noexcept;

/// Whether the generator's own lateness is large enough to be in the figures: requests left late, answers were read late, arrivals held
/// back.
bool came_late(const runs::Summary& summary);

/// Whether more than one iteration in a hundred was dropped or cut off, and the generator was late or out of CPU. With users to spare or
/// not: such a generator is at least part of why.
bool generator_missed_schedule(const runs::RunRecord& record, const runs::Summary& summary);

/// Whether all that was offered was done: nothing dropped, censored or lost to a kill.
bool schedule_reached(const runs::Summary& summary) noexcept;

}  // namespace rushhour::verdicts
