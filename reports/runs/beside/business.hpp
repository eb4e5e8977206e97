#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// What became of orders in a stretch of a run. Money in minor units of the currency.
struct BusinessPoint {
  Instant begin{0}, length{0};
  double placed = 0, delivered = 0, cancelled = 0;  ///< orders; cancelled ones with those that a restaurant rejected
  double revenue = 0;                               ///< payments that were captured
};

/// The business of a target in the time of a run, in order of time; empty where nothing tells of it.
struct Business {
  enum class From { nothing, events, counters } from = From::nothing;
  std::string currency;  ///< of `revenue`; of several the first that was told of
  std::vector<BusinessPoint> points;
  std::uint64_t unreadable = 0;      ///< lines of the event log that are none; what a running target has not finished is not counted
  std::uint64_t other_currency = 0;  ///< payments that are in no revenue
};

/// Of a run that has ended and started its target itself, from the target's event log (`target_data` of run.json), second by second; else
/// from the counters that were scraped of a target of ours. Streams the log: memory grows with the length of the run alone. What cannot be
/// read is as if it were not there.
Business business_of(const RunRecord& record);

}  // namespace rushhour::runs
