#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/latency/interval.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/record/tag_values.hpp"
#include "sim/load/record/tick.hpp"

namespace rushhour::load {

/// Whether a metric may be called so: 1 to 100 of letters, digits, `_`, `.` and `-`.
bool is_metric_name(std::string_view name) noexcept;

/// The metrics that scripts make themselves: counters, gauges and rates, read at every tick; trends, which are histograms, cut with the
/// intervals. One thread.
class MetricBook {
 public:
  /// What a value belongs to.
  struct Place {
    std::size_t scenario;
    TagValues::Key tags;
    Instant at;
    bool warmup;
  };

  /// The number of the metric of that name, which is made at the first call; nothing if the name is taken by another kind. Beyond 200
  /// names those of a kind share "(other)". REQUIRES: is_metric_name(name).
  std::optional<std::size_t> declare(std::string_view name, MetricKind kind);

  /// REQUIRES: `metric` comes from declare(); `value` is finite; of a trend it is not negative.
  void add(std::size_t metric, const Place& place, double value);

  /// Moves what was counted since the last call into `tick`.
  void take_tick(Tick& tick, const TagValues& values);

  /// Moves the trends' samples since the last call into `interval`.
  void take_interval(latency::Interval& interval, const Plan& plan, const TagValues& values);

 private:
  struct Cell {  // of one scenario and set of tags
    MetricFigures figures;
    std::unique_ptr<latency::Histogram> samples[2];  // by phase of the run, main first
  };
  struct Metric {
    std::string name;
    MetricKind kind;
    std::unordered_map<std::uint64_t, Cell> cells{};  // by scenario and tags
  };

  std::size_t add_metric(std::string_view name, MetricKind kind);

  std::vector<Metric> metrics_;
  std::map<std::string, std::size_t, std::less<>> names_;
  std::map<MetricKind, std::size_t> others_;
};

}  // namespace rushhour::load
