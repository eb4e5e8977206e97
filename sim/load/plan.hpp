#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/load/http_options.hpp"
#include "sim/load/schedule/arrivals.hpp"

namespace rushhour::load {

enum class Executor { constant_arrival_rate, ramping_arrival_rate, constant_vus, ramping_vus, per_vu_iterations, shared_iterations };

/// What becomes of an arrival that finds every permitted user busy.
enum class OnLimit { queue, drop };

struct Tag {
  std::string name;
  std::string value;
  bool operator==(const Tag&) const = default;
};

/// One scenario of the workload plan, after its options were read.
struct Scenario {
  std::string name;
  Executor executor = Executor::constant_vus;
  std::string exec;                    ///< the script's function
  Instant start_time{0};               ///< of the scenario, since the run's begin; everything else counts from there
  std::vector<Stage> stages;           ///< arrival executors: arrivals per second; ramping-vus: users
  Spacing spacing = Spacing::uniform;  ///< arrival executors
  Instant duration{0};                 ///< constant-vus; of a number of iterations the longest that they may take
  std::uint64_t iterations = 0;        ///< per-vu-iterations: of each user; shared-iterations: of all together
  std::uint64_t max_vus = 0;  ///< users that may be busy at once, over all workers; where they are fixed, how many there are at most
  OnLimit on_limit = OnLimit::queue;
  std::uint64_t max_queue = 100'000;                      ///< arrivals that may wait, over all workers; further ones are dropped
  Instant max_wait = std::chrono::minutes(5);             ///< how long one may wait; then it is censored at its age
  Instant pace{0};                                        ///< fixed users: from one iteration's begin to the next; zero for at once
  Instant graceful_stop = std::chrono::seconds(30);       ///< what an iteration still has when the scenario ends
  Instant graceful_ramp_down = std::chrono::seconds(30);  ///< ramping-vus: what one still has when its user is to go
  std::vector<Tag> tags;                                  ///< of all its requests
  std::map<std::string, std::string> env;                 ///< for its users; what the command line gives goes before it

  /// Whether iterations begin when they are due, however slow the answers are.
  bool open() const noexcept { return executor == Executor::constant_arrival_rate || executor == Executor::ramping_arrival_rate; }

  /// From its own begin, the drain outside. For a number of iterations the longest that they may take.
  Instant length() const noexcept;
  Instant end() const noexcept { return start_time + length(); }
};

/// A threshold as stated (docs/measurement.md).
struct ThresholdText {
  std::string metric;
  std::string expression;
  Instant over{0};              ///< judged on every window of this length; zero for the run as a whole
  Instant hold{0};              ///< `for`: how long it must be crossed without a break
  bool abort_on_fail = false;   ///< the run ends when it is crossed
  Instant delay_abort_eval{0};  ///< but not before
};

/// What the script's code may take before it is stopped.
struct ScriptLimits {
  Instant script = std::chrono::seconds(1);  ///< of CPU time, from one wait of a user to its next
  std::uint64_t memory = 64'000'000;         ///< bytes that a user may take in one iteration
};

/// The workload plan: what a run intends, a pure value. Immutable once the run begins; shared by all workers.
struct Plan {
  std::vector<Scenario> scenarios;
  std::vector<ThresholdText> thresholds;
  Instant warmup{0};
  HttpOptions http;
  ScriptLimits limits;
  std::vector<std::string> series_tags;  ///< names of the tags that tell series apart
  std::vector<Tag> tags;                 ///< of the run as a whole: a build, a revision

  /// Until the last scenario ends, warm-up inside, drain outside.
  Instant length() const noexcept;
};

std::string_view to_string(Executor executor) noexcept;

/// The `plan` of run.json (docs/formats.md), without `threads`.
nlohmann::json to_json(const Plan& plan);

}  // namespace rushhour::load
