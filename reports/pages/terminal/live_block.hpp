#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/pages/terminal/terminal_style.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/threshold_result.hpp"

namespace rushhour::pages {

/// What is known of a run while it goes on.
struct LiveFigures {
  Instant at{0};
  Instant length{0};  ///< of the plan; beyond it what still runs is waited for
  std::string phase;  ///< where in its plan the run is: "warm-up, stage 2 of 3, to 200/s"

  double offered_rate = 0, done_rate = 0, request_rate = 0, error_rate = 0;    ///< per second, of the last tick
  std::uint64_t offered = 0, done = 0, dropped = 0, requests = 0, errors = 0;  ///< so far
  std::uint64_t users_busy = 0, users_permitted = 0, waiting = 0;              ///< now
  runs::Latency recent;                                                        ///< response times of the last seconds
  Instant recent_length{0};                                                    ///< of how many
  runs::Latency send_lag;                                                      ///< of the same seconds
  double cpu = 0;                                                              ///< of the busiest worker, as a share of a core
  std::vector<verdicts::ThresholdResult> crossed;                              ///< thresholds that do not hold now
  std::vector<std::optional<double>> rates, p99s;                              ///< the last minute or two, for sparklines
};

/// The block that is drawn over itself while a run goes on. It ends with the cursor at its own first line, which is empty: so whatever the
/// terminal does with lines that are longer than a window made narrower, erasing from there takes all of it away, and what others print in
/// between stands above it. No line is wider than the terminal, and no more are drawn than it has.
/// REQUIRES: a style that moves.
std::string live_block(const LiveFigures& figures, const TerminalStyle& style);

/// Takes the block away.
inline constexpr std::string_view live_block_away = "\r\x1b[J";

/// For a log: the same in one line, with its line feed.
std::string live_line(const LiveFigures& figures);

}  // namespace rushhour::pages
