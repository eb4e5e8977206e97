#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <optional>

#include "reports/latency/interval.hpp"
#include "reports/runs/beside/slow_request.hpp"
#include "reports/runs/beside/telemetry.hpp"
#include "reports/runs/run_writer.hpp"

namespace rushhour::runs {

/// Of a tick that is shorter, as the last of a run may be, a rate or a share says little.
inline constexpr Instant shortest_tick = std::chrono::milliseconds(500);

/// A run directory, read. This is all that a report, a verdict or a query may know of a run.
struct RunRecord {
  std::filesystem::path directory;
  nlohmann::json meta;                       ///< run.json; docs/formats.md lists its keys
  std::vector<latency::Interval> intervals;  ///< in time order, workers already merged
  std::vector<latency::Interval> minutes;    ///< phases and parts of Server-Timing, which are logged once a minute
  std::vector<nlohmann::json> ticks;         ///< counters.jsonl, one a second; counters are since the tick before
  std::vector<nlohmann::json> events;        ///< events.jsonl
  std::vector<SlowRequest> slowest;          ///< slowest.jsonl
  Telemetry telemetry{};                     ///< telemetry.jsonl; empty if nothing was scraped
  bool interrupted = false;                  ///< the process ended before it could write how the run ended
  bool running = false;                      ///< it goes on, and this is what there is so far; never of a record that was read
  bool merged = false;                       ///< intervals, minutes and ticks were merged with their neighbours; sums are as they were
  std::vector<std::string> warnings;         ///< what was cut short or missing, in words
};

/// Reads a run directory, finished or killed: a line cut short at the end of a file is left out with a warning. Throws UserError, naming
/// the path and what to do, if it is not a run directory, its schema is unknown or a file is damaged in the middle.
RunRecord read_run(const std::filesystem::path& directory);

/// Sizes and phases are logged once a minute, so of a process that ended without a word the last of them are missing. Says so among the
/// warnings, and leaves the sizes out: their sums would be of fewer requests than the counts beside them. REQUIRES: all is read.
void tell_lost_minute(RunRecord& record);

/// read_run() piece by piece, for what needs not hold a run as a whole: `begin` is given run.json and returns whom to tell, who hears of
/// intervals and minutes, of ticks, events and slow requests what a RunWriter would have said, each kind in the order of time. What is
/// returned is the rest: run.json, telemetry, warnings. Nothing if the log is not in the order of time, as one that was put together by
/// hand; what has been told is then of no use.
std::optional<RunRecord> tell_run(const std::filesystem::path& directory,
                                  const std::function<RunWatcher&(const nlohmann::json& meta)>& begin);

}  // namespace rushhour::runs
