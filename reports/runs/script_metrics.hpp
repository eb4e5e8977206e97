#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/latency/histogram.hpp"
#include "reports/latency/series.hpp"
#include "reports/runs/run_record.hpp"

namespace rushhour::runs {

/// What was added to a metric of the script's own. Which of it says something depends on the kind.
struct MetricSums {
  std::uint64_t count = 0;
  std::uint64_t hits = 0;  ///< of a rate: those that were not zero
  double sum = 0;          ///< of a counter
  double last = 0;         ///< of a gauge, as are the next three
  Instant last_at{-1};
  double min = 0, max = 0;
  latency::Histogram values;  ///< of a time in nanoseconds, of a trend in thousandths

  void merge(const MetricSums& other);
};

struct MetricPart {
  std::string scenario;
  latency::Tags tags;
  MetricSums sums;
};

/// A metric in the main phase: as a whole, and by scenario and the plan's series tags.
struct MetricFigures {
  std::string name;
  std::string kind;  ///< counter, gauge, rate, trend or time
  MetricSums all;
  std::vector<MetricPart> parts;
};

/// By name. What a tick counted belongs to the phase in which the tick's middle lies. Throws UserError as summarise() does.
std::vector<MetricFigures> script_metrics(const RunRecord& record, Instant warmup);

}  // namespace rushhour::runs
