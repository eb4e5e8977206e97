#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reports/runs/run_record.hpp"
#include "reports/runs/script_metrics.hpp"

namespace rushhour::runs {

/// Whether a percentile of these samples may be said: it needs ten of them beyond it, (1 - q) n >= 10, except that the maximum (q = 1) and
/// the median of a single sample stand.
bool supports(const latency::Histogram& samples, double q) noexcept;

/// A merged latency together with the part of it that is known only as a lower bound (timeouts, what was censored at the end).
struct Latency {
  latency::Histogram all;
  latency::Histogram bounds;

  /// Whether the quantile is only "at least" its number: it would move if every lower bound were infinite.
  bool at_least(double q) const noexcept;

  bool supported(double q) const noexcept { return supports(all, q); }

  /// The value at a quantile, 1 being the maximum; nothing where the sample does not support it.
  std::optional<std::int64_t> at(double q) const noexcept { return supported(q) ? std::optional(all.quantile(q)) : std::nullopt; }
};

/// Figures of one step (or of all) in the main phase, warm-up apart.
struct StepFigures {
  std::string scenario;
  std::string step;
  std::uint64_t count = 0;  ///< outcomes, ok or not; 0 for "(not started)", which has response times only
  std::uint64_t errors = 0;
  Latency response;
  Latency service;
  std::map<std::string, latency::Histogram> phases{};  ///< by kind ("connect"); those that took place
  std::map<std::string, latency::Histogram> parts{};   ///< of Server-Timing, by name
  std::uint64_t bytes_out = 0, bytes_in = 0;           ///< heads inside, to three digits of each size; 0 where nobody counted
};

struct LoadFigures {  ///< iterations, over the whole run
  std::uint64_t offered = 0, started = 0, done = 0, dropped = 0, censored = 0;
  std::uint64_t rejected = 0;  ///< of those done: failed by the script's own word
  double offered_rate = 0;     ///< per second of the planned length, or of the actual one if the run was cut short
  double achieved_rate = 0;    ///< the same, or per second of the actual length where that was longer
};

struct CheckFigures {
  std::uint64_t passes = 0, fails = 0;
};

/// A share of the time, tick by tick.
struct ShareFigures {
  double max = 0;   ///< in the worst tick of half a second or more
  double mean = 0;  ///< over the run
};

struct GeneratorFigures {
  double cpu_max = 0;   ///< share of one core, of the busiest worker in its busiest tick of half a second or more
  double cpu_mean = 0;  ///< of the busiest worker, over the run
  latency::Histogram send_lag;
  latency::Histogram loop_lag;
  std::optional<ShareFigures> core_wait;  ///< of the worker that waited most for a core; these three are nothing where nobody told
  std::optional<ShareFigures> steal;      ///< of the machine's CPU time
  std::optional<ShareFigures> throttled;  ///< of the scheduler's periods, by a limit of our control group
  Instant throttled_for{0};               ///< all CPUs together
  std::uint64_t descriptors_max = 0, descriptor_limit = 0;
  std::uint64_t resident_bytes_max = 0;
  std::uint64_t connections_max = 0, connections_opened = 0;
  std::uint64_t waited_for_connection = 0;  ///< requests that found the limit of connections reached
  std::uint64_t users_max = 0;              ///< most users busy at once
  std::uint64_t users_permitted = 0;
  std::uint64_t waited_for_user = 0;     ///< arrivals that found every permitted user busy
  std::uint64_t waited_beside_idle = 0;  ///< arrivals that waited though a permitted user was idle
  std::uint64_t script_errors = 0;
};

/// How long iterations took; failed ones were rejected or had an error in the script.
struct IterationTimes {
  latency::Histogram ok, failed;
};

struct ScenarioFigures {
  std::string scenario;
  bool counted = false;  ///< whether the record says what this scenario alone did; an older one does not
  LoadFigures load;      ///< over the whole run, rates by the scenario's own length
  std::uint64_t requests = 0, script_errors = 0, waited_for_user = 0;
  std::uint64_t users_max = 0, users_permitted = 0;
  std::map<std::string, std::uint64_t> errors;
  std::map<std::string, CheckFigures> checks;
  IterationTimes iterations;
};

struct GroupFigures {
  std::string scenario;
  std::string path;  ///< outer groups first, joined by "/"
  latency::Histogram lengths;
  std::vector<StepFigures> steps;  ///< of the requests made in it, inner groups apart
};

/// The requests that carry one value of one series tag.
struct TagFigures {
  std::string tag, value;
  StepFigures totals;
  std::vector<StepFigures> steps;
};

/// What was recorded in the intervals whose middle lies in a stage.
struct StageFigures {
  std::string scenario;
  std::size_t number = 1;  ///< within its scenario
  Instant begin{0}, length{0};
  bool of_users = false;  ///< `from` and `to` are users, not iterations per second
  double from = 0, to = 0;
  LoadFigures load;  ///< without rates
  StepFigures totals;
  std::vector<StepFigures> steps;
};

/// Iterations that failed at one place in the script, with the message of the first.
struct FailureFigures {
  std::string scenario, where, message;
  std::uint64_t count = 0;
};

/// What a run came to. A pure function of its record: a report made tomorrow says the same.
struct Summary {
  Instant planned{0};  ///< length of the plan, warm-up inside
  Instant actual{0};   ///< until the last tick, or the end of the last interval if there are no ticks
  Instant warmup{0};
  LoadFigures load;
  StepFigures totals;
  std::vector<StepFigures> steps;               ///< by scenario, then in the order in which the plan or the log first names them
  std::map<std::string, std::uint64_t> errors;  ///< by class, e.g. "http 503", "read timeout"
  std::map<std::string, CheckFigures> checks;
  GeneratorFigures generator;
  IterationTimes iterations;                              ///< of all scenarios
  std::vector<ScenarioFigures> scenarios;                 ///< in the plan's order
  std::vector<GroupFigures> groups;                       ///< by scenario, then as a tree
  std::vector<TagFigures> tags;                           ///< by name, then by value
  std::vector<StageFigures> stages;                       ///< of the scenarios that have several
  std::vector<MetricFigures> metrics;                     ///< the script's own
  std::vector<FailureFigures> script_errors, rejections;  ///< most first
};

/// The length of the main phase, as far as the run went.
Instant main_length(const Summary& summary) noexcept;

/// The latency that stands first in reports: response time, or service time where nobody measured the other, as in most imported runs.
struct Headline {
  const char* title;           ///< "Response time"
  const char* name;            ///< "response time"
  const char* kind;            ///< of its series
  Latency StepFigures::*time;  ///< `step.*headline.time`
};
Headline headline_of(const Summary& summary) noexcept;

/// A tick that several were merged into holds the greatest of each of their shares ("cpu") under this key; its own are their means.
inline constexpr const char* merged_most_key = "merged_most";

/// Throws UserError that names the directory and the key if a figure in it is not of its kind.
Summary summarise(const RunRecord& record);

/// The part of run.json that scripts may rely on (docs/formats.md). `percentiles` (95, 99.5) are written
/// besides the usual ones.
nlohmann::json to_json(const Summary& summary, std::span<const double> percentiles = {});

}  // namespace rushhour::runs
