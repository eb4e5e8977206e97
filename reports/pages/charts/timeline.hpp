#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/pages/charts/course.hpp"
#include "reports/runs/run_record.hpp"

namespace rushhour::pages {

inline constexpr std::size_t chart_points = 600;  ///< of a line over time: as wide as a chart gets, in steps that can still be told apart
inline constexpr std::size_t chart_rows = 60;     ///< of the same as a table

/// Iterations that were asked for and that were done in a stretch of time, per second.
struct RatePoint {
  Instant begin{0};
  Instant length{0};
  double offered = 0;
  double done = 0;
  std::uint64_t users = 0;  ///< busy, the most at the end of a tick
};

/// What was sent and what came of it in a stretch of time, per second.
struct RequestPoint {
  Instant begin{0};
  Instant length{0};
  double sent = 0;   ///< when they left; zero throughout where nobody told
  double ended = 0;  ///< answered, failed or given up
  double good = 0;   ///< of those, answered as the step expects
};

/// The ticks of a run as at most `most` points: neighbours are added up, and a tick shorter than half a second joins the one before it,
/// because a rate over a sliver of time is noise.
std::vector<RatePoint> rates_over_time(const runs::RunRecord& record, std::size_t most);

/// All steps together, warm-up included, as at most `most` points.
std::vector<RequestPoint> requests_over_time(const Course& course, std::size_t most);

/// One percentile over time.
struct LatencyLine {
  double percentile = 0;                            ///< 100 is the maximum
  Instant window{0};                                ///< each value stands for a stretch of this length
  std::vector<std::optional<std::int64_t>> values;  ///< ns, one for each begin; nothing where the sample does not support it
};

struct LatencyTimeline {
  std::vector<Instant> begins;
  std::vector<Instant> lengths;
  std::vector<LatencyLine> lines;
};

/// Times of all steps and outcomes over time, warm-up included, as at most `most` points. Intervals are merged as histograms, never as
/// percentiles. A percentile that needs more samples than a point has gets wider windows of its own, as long as the run holds at least four
/// of them; its value is then repeated at each begin that the window covers.
LatencyTimeline latency_over_time(const Course& course, const std::vector<double>& percentiles, std::size_t most);

/// A figure of a picture: three decimals are enough, and keep the file small.
double rounded(double value) noexcept;

}  // namespace rushhour::pages
