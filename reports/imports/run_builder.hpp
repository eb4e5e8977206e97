#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/foundation/instant.hpp"
#include "reports/imports/names.hpp"
#include "reports/latency/histogram.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/script_metrics.hpp"

namespace rushhour::imports {

/// One exchange as another tool recorded it.
struct Sample {
  WallTime end{};
  Instant time{0};            ///< how long it took
  std::string_view scenario;  ///< the tool's word for it: k6's scenario, JMeter's thread group
  std::string_view step;
  std::string_view group{};                   ///< outer groups first, joined by "/"
  std::string_view error{};                   ///< its class; empty where it went well
  std::uint64_t bytes_out = 0, bytes_in = 0;  ///< of all of `times` together
  std::uint64_t times = 1;                    ///< how many such exchanges the line stands for
  std::string_view kind = "service";          ///< "response" where the tool measures from the intended start
  bool is_iteration = true;                   ///< by itself, as for tools that know of no iterations
};

/// What a stretch of time counted, of one scenario.
struct Counts {
  std::uint64_t offered = 0, done = 0, dropped = 0, requests = 0, bytes_out = 0, bytes_in = 0;
  std::optional<std::uint64_t> users, users_permitted;
  std::map<std::string, std::uint64_t, std::less<>> errors;
  std::map<std::string, std::array<std::uint64_t, 2>, std::less<>> checks;  ///< passes, fails

  /// The count of that name, or the one that all share for which there is no room.
  std::uint64_t& error(std::string_view name);
  std::array<std::uint64_t, 2>& check(std::string_view name);
};

/// Puts what another tool recorded into the intervals and ticks of a run, in whatever order it comes. Histograms, counts and names are all
/// that is kept of it, so memory follows the length of the run and its number of series, both bounded, and never the size of the file.
///
/// Intervals are as ours, 1 s, 10 s and 60 s long (latency/interval.hpp), and begin at whole seconds of wall time. Phases are kept by the
/// minute. One thread.
class RunBuilder {
 public:
  /// What lies further than this from the first sample belongs to another run, or to none.
  static constexpr Instant farthest = std::chrono::hours(24 * 31);
  static constexpr std::size_t most_series = 4000;

  /// Where the tool says that the run began; else it begins with the whole second of the earliest sample. REQUIRES: empty().
  void begin_at(WallTime start) noexcept { stated_start_ = start; }

  /// False, and nothing was added, if the sample is too far away in time.
  bool add(const Sample& sample);

  /// A time of any kind (latency/series.hpp) that is no exchange: a phase, an iteration, a group, a trend of the script's own.
  bool add_time(WallTime end, Instant time, std::string_view scenario, std::string_view step, std::string_view group, std::string_view kind,
                bool ok = true);

  /// A value of a trend that is no length of time, in thousandths; `kind` is "trend:NAME".
  bool add_number(WallTime at, std::int64_t thousandths, std::string_view scenario, std::string_view kind);

  /// A whole histogram from `begin` on, for `length`: as foreign logs have it.
  bool add_histogram(WallTime begin, Instant length, const latency::Series& series, const latency::Histogram& histogram);

  /// The counts of the moment, to add to; nothing if that is too far away. Stays good until the next call of any function here.
  Counts* counts_at(WallTime at, std::string_view scenario);

  /// The counts of a stretch of the tool's own, which it sums up; such stretches must not overlap. Nothing if it is too far away. Stays
  /// good as above. REQUIRES: length > 0.
  Counts* counts_over(WallTime begin, Instant length, std::string_view scenario);

  /// A sample of a counter, gauge or rate of the script's own.
  bool add_metric(WallTime at, std::string_view scenario, std::string_view name, std::string_view kind, double value);

  bool empty() const noexcept { return cells_.empty(); }

  /// When the run began. REQUIRES: not empty().
  WallTime start() const;

  /// From start() to the end of the last sample.
  Instant length() const;

  /// The names of the scenarios, as they were met.
  const std::vector<std::string>& scenarios() const noexcept { return scenarios_.all(); }

  /// Sentences about bounds that were reached.
  std::vector<std::string> warnings() const;

  /// Appends intervals and ticks in the order of time.
  void write(runs::RunWriter& writer) const;

 private:
  using SeriesKey = std::uint64_t;
  using MetricKey = std::array<std::string, 3>;  // scenario, name, kind

  struct Cell {
    Instant length{0};
    std::unordered_map<SeriesKey, latency::Histogram> series;
    std::map<std::uint32_t, Counts> counts;  // by scenario
    std::map<MetricKey, runs::MetricSums> metrics;
    std::map<std::pair<Instant, Instant>, std::map<latency::Series, latency::Histogram>> foreign;  // by begin and length
  };

  bool note(WallTime begin, WallTime end);
  Cell& cell_at(WallTime at);
  void leave_behind(Instant begin);
  std::map<SeriesKey, latency::Histogram>& minute_at(WallTime at);
  SeriesKey key_of(std::string_view scenario, std::string_view step, std::string_view group, std::string_view kind, bool ok);
  latency::Series series_of(SeriesKey key) const;
  nlohmann::json tick_of(const Cell& cell, Instant at, Instant shift) const;
  void write_cell(runs::RunWriter& writer, Instant begin, const Cell& cell, Instant shift) const;
  void write_gap(runs::RunWriter& writer, Instant from, Instant to, Instant shift) const;
  void write_minutes(runs::RunWriter& writer, Instant shift) const;

  Names scenarios_{100}, steps_{1000}, groups_{200}, kinds_{250};
  std::unordered_map<SeriesKey, bool> known_;
  bool too_many_ = false;
  std::map<Instant, Cell> cells_;  // by begin since origin_; may be negative
  std::deque<Instant> recent_;     // the cells made last, those to be left behind first
  std::map<Instant, std::map<SeriesKey, latency::Histogram>> minutes_;
  std::pair<Instant, Cell*> last_cell_{0, nullptr};
  std::optional<WallTime> stated_start_;
  WallTime origin_{}, earliest_{}, latest_{};
};

}  // namespace rushhour::imports
