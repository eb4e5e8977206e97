#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/latency/interval.hpp"
#include "reports/runs/beside/slow_request.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/record/metric_book.hpp"
#include "sim/load/record/request_log.hpp"
#include "sim/load/record/tag_values.hpp"
#include "sim/load/record/tick.hpp"
#include "sim/load/user.hpp"

namespace rushhour::load {

/// Everything that one worker notes: its own histograms and counts, handed over at each cut. Histograms of a step are made on its first
/// sample. One thread.
class Recorder {
 public:
  /// `plan` outlives the recorder.
  explicit Recorder(const Plan& plan);

  /// An exchange has ended: both latencies, the phases that took place, the parts that the answer's Server-Timing names, errors, bytes.
  /// `intended` is the user's logical instant.
  void exchange(std::size_t scenario, const Call& call, const Outcome& outcome, bool expected, Instant intended);

  /// An exchange that the end of the run cut off at `at`: both latencies are lower bounds.
  void cut_off(std::size_t scenario, const Call& call, Instant intended, Instant sent, Instant at);

  /// An arrival that never started, at its age: response time only, a lower bound.
  void not_started(std::size_t scenario, Instant intended, Instant at);

  /// `ok` unless it was rejected or its script failed.
  void iteration(std::size_t scenario, Instant begun, Instant length, bool ok);

  /// How long after its user was ready a request was taken up.
  void send_lag(Instant ready, Instant lag);

  /// How late the worker's loop came round to what was due at `due`.
  void loop_lag(Instant due, Instant lag);

  /// An iteration was over by a mistake in the script, or failed by its own word; `message` begins with file:line.
  void script_error(std::size_t scenario, std::string_view message);
  void rejection(std::size_t scenario, std::string_view message);

  /// A user of that scenario is about to be resumed at this logical instant: what its script notes until the next call belongs to both.
  void playing(std::size_t scenario, Instant logical) noexcept {
    scenario_ = scenario;
    instant_ = logical;
  }
  Instant instant() const noexcept { return instant_; }

  void check(std::string_view name, bool passed);

  /// The group that began at `begin` has ended now.
  void group(std::string_view path, Instant begin);

  /// A metric of the script's own (MetricBook says what is required): its number, or nothing if the name is taken by another kind.
  std::optional<std::size_t> declare_metric(std::string_view name, MetricKind kind) { return metrics_.declare(name, kind); }

  /// `value` as the script gives it: of a time in milliseconds. Of the tags those count that the plan lists as series tags.
  void add(std::size_t metric, double value, std::span<const Tag> tags);

  /// Counters and gauges of a scenario that the worker keeps itself, until the next take_tick().
  Counts& counts(std::size_t scenario) noexcept { return tallies_[scenario].counts; }

  /// What was counted since the last call, the totals as sums.
  Tick take_tick();

  /// What was recorded since the last call, phases, parts and sizes apart: those are the minute's.
  latency::Interval take_interval(Instant begin, Instant length);
  latency::Interval take_minute(Instant begin, Instant length);
  std::vector<runs::SlowRequest> take_slowest();

 private:
  // Those from the first phase on are the minute's.
  enum Kind { response, service, response_bound, service_bound, iteration_length, group_length, lag, late_loop, first_phase };
  static constexpr std::size_t first_size = first_phase + phase_count;
  static constexpr std::size_t kinds = first_size + latency::size_kinds.size();
  using Slot = std::unique_ptr<latency::Histogram>;
  struct Part {
    std::string name;
    Slot histograms[2][2];  // by outcome (ok first) and phase of the run (main first)
  };
  struct Step {
    std::size_t scenario;
    std::string name, group;
    TagValues::Key tags;
    Slot histograms[2][2][kinds];            // by outcome and phase of the run; what one request touches lies side by side
    std::vector<Part> parts;                 // few, so that looking through them is quicker than hashing
    std::vector<runs::SlowRequest> slowest;  // a min-heap by response time
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
  };
  struct StepKey {  // its texts are the step's own
    std::string_view name, group;
    TagValues::Key tags;
    bool operator==(const StepKey&) const = default;
  };
  struct StepHash {
    std::size_t operator()(const StepKey& key) const noexcept {
      constexpr std::size_t odd = 0x9e3779b97f4a7c15;
      return (std::hash<std::string_view>{}(key.name) * odd + std::hash<std::string_view>{}(key.group)) * odd + key.tags;
    }
  };
  struct Steps {           // of one scenario
    Step* last = nullptr;  // asked for last: usually the one that is asked for next
    std::unordered_map<StepKey, Step*, StepHash> known;
    std::set<std::string, std::less<>> names, groups;
  };
  struct Tally {  // of one scenario
    Counts counts;
    std::unordered_map<std::string, std::pair<std::uint64_t, std::uint64_t>, NameHash, std::equal_to<>> checks;
    std::unordered_map<int, std::uint64_t> bad_statuses;
    std::array<std::uint64_t, 32> troubles{};
  };

  Step& step(std::size_t scenario, const Call& call);
  Step& step(std::size_t scenario, const StepKey& key);
  Step& add_step(std::size_t scenario, const StepKey& key);
  StepKey bounded(std::size_t scenario, StepKey key);
  static Part& part(Step& step, std::string_view name);
  Slot& slot(Step& step, std::size_t kind, bool ok, Instant intended) const;
  void record(Step& step, std::size_t kind, bool ok, Instant intended, Instant value) const;
  void record_phases(Step& step, const Outcome& outcome, bool ok, Instant intended);
  void record_sizes(Step& step, const Outcome& outcome, bool ok, Instant intended) const;
  static Counts counts_of(Tally& tally);
  static bool is_slow(const Step& step, Instant response) noexcept;
  static void note_slow(Step& step, runs::SlowRequest&& request);
  void take(latency::Interval& interval, const Step& step, std::string_view kind, bool ok, bool warm, Slot& slot) const;

  const Plan* plan_;
  std::vector<Step*> nameless_;  // per scenario, what holds for no step; the first also holds what is the generator's own
  std::vector<Steps> of_scenario_;
  std::vector<std::unique_ptr<Step>> steps_;
  std::vector<Tally> tallies_;
  TagValues tag_values_;
  std::vector<TagValues::Key> own_tags_;  // per scenario
  MetricBook metrics_;
  RequestLog request_log_;
  Failures script_error_lines_, rejections_;
  std::set<std::string> warnings_;
  std::size_t scenario_ = 0;  // of the user that is being resumed, and where it stands
  Instant instant_{0};
};

/// Beyond this many step names of a scenario, or groups of it, the rest share other_names; beyond this many series of a worker new ones are
/// told apart by step alone.
inline constexpr std::size_t step_limit = 500;
inline constexpr std::size_t group_limit = 200;
inline constexpr std::size_t series_limit = 5000;

/// Beyond this many parts of a step, or with a name longer than this, the rest share it, too.
inline constexpr std::size_t part_limit = 20;
inline constexpr std::size_t part_name_limit = 100;

/// The class under which a request that the run's end cut off is counted.
inline constexpr std::string_view unfinished_error = "unfinished at the end";

}  // namespace rushhour::load
