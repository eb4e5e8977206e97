#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reports/runs/run_writer.hpp"
#include "sim/load/plan.hpp"
#include "sim/load/recorder.hpp"

namespace rushhour::load {

/// What the workers handed over at one cut, merged: the tick always, the interval at the end of one.
struct Handover {
  Tick tick;
  latency::Interval interval;
  std::vector<SlowRequest> slowest;

  void merge(Handover&& other);
};

/// Turns what the workers hand over into the lines of the run directory, and notes the events that follow from plan and counts. One thread.
class RunLog {
 public:
  /// Both outlive the log.
  RunLog(const Plan& plan, runs::RunWriter& writer);

  /// Appends a tick that ended at `at`.
  void tick(Instant at, const Tick& tick);

  /// Appends an interval and its slowest requests.
  void interval(const latency::Interval& interval, const std::vector<SlowRequest>& slowest);

  void event(Instant at, const std::string& name, nlohmann::json details = nlohmann::json::object());

 private:
  void note_stages(Instant until);

  const Plan* plan_;
  runs::RunWriter* writer_;
  Instant stages_noted_{-1};
  std::map<std::string, std::uint64_t> script_errors_;
};

}  // namespace rushhour::load
