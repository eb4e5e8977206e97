#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "reports/latency/series.hpp"

namespace rushhour::load {

/// Of the machine and the process as a whole, at or since a tick. What the system does not tell is nothing, or zero.
struct MachineTick {
  std::optional<double> steal;      ///< share of the machine's CPU time that a hypervisor gave to others
  std::optional<double> throttled;  ///< share of the scheduler's periods in which our control group had used up its limit
  Instant stood_still{0};           ///< for how long, all CPUs together
  std::uint64_t descriptors = 0, descriptor_limit = 0;
  std::uint64_t resident_bytes = 0;
};

/// What one scenario did, or all of them: counts since the tick before; gauges as they stand.
struct Counts {
  std::uint64_t offered = 0, started = 0, done = 0, dropped = 0, censored = 0;
  std::uint64_t rejected = 0, script_errors = 0;  // of those done: failed by the script's own word; by a mistake in it
  std::uint64_t requests = 0, bytes_out = 0, bytes_in = 0;
  std::uint64_t waited_for_user = 0, waited_beside_idle = 0;
  std::uint64_t users_busy = 0, queued = 0;  // gauges
  std::map<std::string, std::uint64_t> errors;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> checks;  // passes, fails

  void merge(const Counts& other);
};

/// What a script's own metric is. Trends have histograms; of a time it is given milliseconds, which are kept as nanoseconds.
enum class MetricKind : std::uint8_t { counter, gauge, rate, trend, time };

std::string_view to_string(MetricKind kind) noexcept;

/// A script's own counter, gauge or rate, under one scenario and one set of tags.
struct MetricKey {
  std::string name;
  MetricKind kind;
  std::size_t scenario;
  latency::Tags tags;
  auto operator<=>(const MetricKey&) const = default;
};

/// What it came to since the tick before.
struct MetricFigures {
  std::uint64_t count = 0;  ///< how often something was added
  std::uint64_t hits = 0;   ///< of a rate: how often what was added was not zero
  double sum = 0;           ///< of a counter
  double last = 0;          ///< of a gauge, as are the rest
  Instant last_at{0};
  double min = 0, max = 0;

  void add(MetricKind kind, double value, Instant at) noexcept;

  /// The later of two last values stays.
  void merge(const MetricFigures& other) noexcept;
};

/// Iterations that failed at one place of the script: all of them are counted, the message is that of the first.
struct Failure {
  std::string message;
  std::uint64_t count = 0;
};

/// By scenario and by `file:line`.
using Failures = std::map<std::pair<std::size_t, std::string>, Failure>;

/// Adds `count` failures under the `file:line` that `message` begins with; one that begins with none stands under itself. Beyond 50 places
/// the rest share "(other)".
void note(Failures& failures, std::size_t scenario, std::string_view message, std::uint64_t count = 1);

/// What counters.jsonl holds (docs/formats.md): the counts of all scenarios together, those of each, and what belongs to none.
struct Tick : Counts {
  std::vector<Counts> scenarios;  ///< as in the plan
  std::map<MetricKey, MetricFigures> metrics;
  Failures script_error_lines, rejections;
  std::set<std::string> warnings;  ///< bounds that were reached, in words
  std::uint64_t connections_opened = 0, waited_for_connection = 0;
  std::uint64_t connections = 0;  // gauge
  std::string request_lines;      ///< of the request log, if the plan asks for it
  std::uint64_t lost_lines = 0;   ///< of it, beyond its bound
  std::vector<double> cpu;        // share of one core, of each worker
  std::vector<double> core_wait;  // share of the time that each was ready to run and had no core; empty where the kernel does not say
  MachineTick machine;            // whoever merges the workers' ticks fills it in

  void merge(const Tick& other);
};

/// What stands in the place of all names beyond a bound.
inline constexpr std::string_view other_names = "(other)";

}  // namespace rushhour::load
