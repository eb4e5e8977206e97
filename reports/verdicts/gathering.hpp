#pragma once

#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "reports/latency/interval.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {

/// What a threshold's figure is made of, added up. That of a stretch is the sum of those of its intervals or ticks, so the whole run, a
/// stage and a window are one matter.
struct Gathering {
  runs::Latency times;   ///< of a time or a trend
  double count = 0;      ///< of a sum: what was counted; of a share: what hit
  std::uint64_t of = 0;  ///< of how many; of a gauge how often it was read
  double last = 0;       ///< of a gauge, as are the rest
  Instant last_at{-1};
  double min = 0, max = 0;

  /// In any order: the later of two last values stays.
  void merge(const Gathering& other);
};

/// Whether a threshold's figure comes from the ticks, from what is logged once a minute, or else from the intervals.
enum class Source { intervals, minutes, ticks };
Source source_of(const Threshold& threshold) noexcept;

/// Adds what `threshold` selects from an interval or a minute, the warm-up's samples left out.
void gather(const Threshold& threshold, const latency::Interval& interval, Gathering& into);

/// Adds what it selects from a line of counters.jsonl. What is missing there, or no number, is zero.
void gather(const Threshold& threshold, const nlohmann::json& tick, Gathering& into);

}  // namespace rushhour::verdicts
