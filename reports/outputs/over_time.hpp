#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "reports/runs/run_record.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::outputs {

/// The figures of a latency that csv= and jsonl= have, in their order.
inline constexpr std::array<std::string_view, 8> time_figures{"min", "mean", "p50", "p90", "p95", "p99", "p99.9", "max"};

/// A latency in these figures, in milliseconds, exact to the nanosecond; nothing where there are no samples or too few for the percentile.
struct Times {
  std::array<std::optional<double>, time_figures.size()> ms;
  std::array<bool, time_figures.size()> at_least{};  ///< it is a lower bound
};

/// One row of the run over time.
struct TimeRow {
  std::string_view scope;  ///< "interval"; "step" and "run" in all; "stated": of a tool that keeps no samples
  std::string_view phase;  ///< "warmup" or "main"
  Instant begin{0}, length{0};
  std::string scenario, step;  ///< empty of the run as a whole
  std::string_view outcome;    ///< "ok" or "error" of an interval, else "all"
  std::uint64_t count = 0, errors = 0;
  Times response, service;
  std::optional<std::uint64_t> bytes_out, bytes_in;  ///< of a step and the run; nothing where nobody counted
};

/// Calls `visit` for every interval, step and outcome in time order, then for every step in all and for the run, warm-up left out of these.
void each_row(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, const std::function<void(const TimeRow&)>& visit);

/// When that instant of the run was, RFC 3339 in UTC; empty if it is not known when the run started.
std::string wall_time_of(const runs::RunRecord& record, Instant at);

}  // namespace rushhour::outputs
