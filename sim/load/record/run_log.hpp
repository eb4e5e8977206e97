#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reports/runs/run_writer.hpp"
#include "reports/verdicts/validity.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/record/recorder.hpp"

namespace rushhour::load {

/// What the workers handed over at one cut, merged: the tick always, interval and minute at the end of one.
struct Handover {
  Tick tick;
  latency::Interval interval;
  latency::Interval minute;  // phases and parts
  std::vector<runs::SlowRequest> slowest;

  void merge(Handover&& other);
};

/// Why a run ends before its plan does, in words that go on after a colon.
struct Stop {
  verdicts::Ending by;
  std::string reason;
};

/// A scenario that is stopped because its code overran its limits again and again; `reason` names file and line.
struct ScenarioStop {
  std::size_t scenario;
  std::string reason;
};

/// Sees what each tick brought, `line` as it stands in counters.jsonl; what it returns ends the run.
using Watch = std::function<std::optional<Stop>(Instant at, const Handover& handover, const nlohmann::json& line)>;

struct Stretch {
  Instant begin;
  Instant length;
};

/// What ends at a tick, and is to be handed over.
struct Cuts {
  std::optional<Stretch> interval, minute;
};

/// When intervals and minutes end: an interval after its length (latency::interval_length), a minute with the first interval that ends a
/// minute or more after its begin, both with the run.
class CutPlan {
 public:
  /// What ends at a tick at `now`, which never decreases; `over` says that it is the last. A tick that comes too late for one interval
  /// ends a longer one, so that the next begins on time again.
  Cuts at(Instant now, bool over);

 private:
  Instant interval_{0};
  Instant minute_{0};
};

/// Turns what the workers hand over into the lines of the run directory, and notes the events that follow from plan and counts. One thread.
class RunLog {
 public:
  /// Both outlive the log.
  RunLog(const Plan& plan, runs::RunWriter& writer);

  /// Appends a tick that ended at `at`; the line that it wrote.
  nlohmann::json tick(Instant at, const Tick& tick);

  /// Appends an interval and its slowest requests.
  void interval(const latency::Interval& interval, const std::vector<runs::SlowRequest>& slowest);

  /// Appends what is logged once a minute: phases and parts.
  void minute(const latency::Interval& minute);

  void event(Instant at, const std::string& name, nlohmann::json details = nlohmann::json::object());

 private:
  void note_stages(Instant until);
  void note_firsts(Instant at, const Tick& tick);

  const Plan* plan_;
  runs::RunWriter* writer_;
  Instant stages_noted_{-1};
  std::set<std::pair<std::size_t, std::string>> script_errors_;  // whose first was noted, by scenario and place
  std::set<std::string> warnings_;
};

}  // namespace rushhour::load
