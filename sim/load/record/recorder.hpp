#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reports/latency/interval.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/user.hpp"

namespace rushhour::load {

/// Of the machine and the process as a whole, at or since a tick. What the system does not tell is nothing, or zero.
struct MachineTick {
  std::optional<double> steal;      ///< share of the machine's CPU time that a hypervisor gave to others
  std::optional<double> throttled;  ///< share of the scheduler's periods in which our control group had used up its limit
  Instant stood_still{0};           ///< for how long, all CPUs together
  std::uint64_t descriptors = 0, descriptor_limit = 0;
  std::uint64_t resident_bytes = 0;
};

/// Counts since the tick before; gauges as they stand. What counters.jsonl holds (docs/formats.md).
struct Tick {
  std::uint64_t offered = 0, started = 0, done = 0, dropped = 0, censored = 0;
  std::uint64_t requests = 0, bytes_out = 0, bytes_in = 0;
  std::uint64_t waited_for_user = 0, waited_beside_idle = 0, script_errors = 0;
  std::uint64_t connections_opened = 0, waited_for_connection = 0;
  std::uint64_t users_busy = 0, queued = 0, connections = 0;  // gauges
  std::map<std::string, std::uint64_t> errors;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> checks;  // passes, fails
  std::map<std::string, std::uint64_t> script_error_messages;
  std::vector<double> cpu;        // share of one core, of each worker
  std::vector<double> core_wait;  // share of the time that each was ready to run and had no core; empty where the kernel does not say
  MachineTick machine;            // whoever merges the workers' ticks fills it in

  void merge(const Tick& other);
};

/// One of the slowest requests of a step.
struct SlowRequest {
  Instant at{0};
  std::size_t scenario = 0;
  std::string step;
  Instant response{0}, service{0};
  int status = 0;
  std::string error;
  std::string trace_id;  ///< of the request's traceparent; empty without one
};

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

  void iteration(std::size_t scenario, Instant begun, Instant length);

  /// How long after its user was ready a request was taken up.
  void send_lag(Instant ready, Instant lag);

  /// How late the worker's loop came round to what was due at `due`.
  void loop_lag(Instant due, Instant lag);

  void check(std::string_view name, bool passed);
  void script_error(const std::string& message);

  /// Counters that the worker keeps itself.
  Tick& counts() noexcept { return counts_; }

  /// What was counted since the last call. Gauges are the caller's to fill.
  Tick take_tick();

  /// What was recorded since the last call, phases and parts apart: those are the minute's.
  latency::Interval take_interval(Instant begin, Instant length);
  latency::Interval take_minute(Instant begin, Instant length);
  std::vector<SlowRequest> take_slowest();

 private:
  enum Kind { response, service, response_bound, service_bound, iteration_length, lag, late_loop, first_phase };
  static constexpr std::size_t kinds = first_phase + phase_count;
  using Slot = std::unique_ptr<latency::Histogram>;
  struct Part {
    std::string name;
    Slot histograms[2][2];  // by outcome (ok first) and phase of the run (main first)
  };
  struct Step {
    std::size_t scenario;
    std::string name;
    Slot histograms[2][2][kinds];      // by outcome and phase of the run; what one request touches lies side by side
    std::vector<Part> parts;           // few, so that looking through them is quicker than hashing
    std::vector<SlowRequest> slowest;  // a min-heap by response time
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
  };
  using Names = std::unordered_map<std::string, std::size_t, NameHash, std::equal_to<>>;

  Step& step(std::size_t scenario, std::string_view name);
  Step& add_step(std::size_t scenario, std::string_view name);
  static Part& part(Step& step, std::string_view name);
  void record(Step& step, std::size_t kind, bool ok, Instant intended, Instant value);
  void record_phases(Step& step, const Outcome& outcome, bool ok, Instant intended);
  static bool is_slow(const Step& step, Instant response) noexcept;
  static void note_slow(Step& step, SlowRequest&& request);
  void take(latency::Interval& interval, const Step& step, std::string_view kind, bool ok, bool warm, Slot& slot) const;

  const Plan* plan_;
  std::vector<Step*> last_;      // per scenario, the step asked for last: usually the one that is asked for next
  std::vector<Step*> nameless_;  // per scenario, what holds for no step; the first also holds what is the generator's own
  std::vector<Names> names_;     // per scenario, to an index into steps_
  std::vector<std::unique_ptr<Step>> steps_;
  std::unordered_map<std::string, std::pair<std::uint64_t, std::uint64_t>, NameHash, std::equal_to<>> checks_;
  std::unordered_map<int, std::uint64_t> bad_statuses_;
  std::vector<std::uint64_t> troubles_;
  Tick counts_;
};

/// Beyond this many step names of a scenario the rest share "(other)".
inline constexpr std::size_t step_limit = 500;
inline constexpr std::string_view other_steps = "(other)";

/// Beyond this many parts of a step, or with a name longer than this, the rest share "(other)" too.
inline constexpr std::size_t part_limit = 20;
inline constexpr std::size_t part_name_limit = 100;

/// The class under which a request that the run's end cut off is counted.
inline constexpr std::string_view unfinished_error = "unfinished at the end";

}  // namespace rushhour::load
