#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/load/arrivals.hpp"
#include "sim/load/http_options.hpp"

namespace rushhour::load {

enum class Executor { constant_arrival_rate, ramping_arrival_rate, constant_vus };

/// What becomes of an arrival that finds every permitted user busy.
enum class OnLimit { queue, drop };

/// One scenario of the workload plan, after its options were read.
struct Scenario {
  std::string name;
  Executor executor = Executor::constant_vus;
  std::string exec;                    ///< the script's function
  std::vector<Stage> stages;           ///< arrival executors
  Spacing spacing = Spacing::uniform;  ///< arrival executors
  Instant duration{0};                 ///< constant-vus
  std::uint64_t max_vus = 0;           ///< users that may be busy at once, over all workers; for constant-vus, how many there are
  OnLimit on_limit = OnLimit::queue;
  std::uint64_t max_queue = 100'000;           ///< arrivals that may wait, over all workers; further ones are dropped
  Instant max_wait = std::chrono::minutes(5);  ///< how long one may wait; then it is censored at its age
  Instant graceful_stop = std::chrono::seconds(30);

  bool open() const noexcept { return executor != Executor::constant_vus; }
  Instant length() const noexcept;
};

struct ThresholdText {
  std::string metric;
  std::string expression;
};

/// The workload plan: what a run intends, a pure value. Immutable once the run begins; shared by all workers.
struct Plan {
  std::vector<Scenario> scenarios;
  std::vector<ThresholdText> thresholds;
  Instant warmup{0};
  HttpOptions http;

  /// Until the last scenario ends, warm-up inside, drain outside.
  Instant length() const noexcept;
};

std::string_view to_string(Executor executor) noexcept;

/// The `plan` of run.json (docs/formats.md), without `threads`.
nlohmann::json to_json(const Plan& plan);

}  // namespace rushhour::load
