#include "sim/load/record/run_log.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "sim/load/record/tick_line.hpp"

namespace rushhour::load {

void Handover::merge(Handover&& other) {
  tick.merge(other.tick);
  interval.merge(other.interval);
  minute.merge(other.minute);
  slowest.insert(slowest.end(), std::make_move_iterator(other.slowest.begin()), std::make_move_iterator(other.slowest.end()));
}

Cuts CutPlan::at(Instant now, bool over) {
  Instant end = interval_ + latency::interval_length(interval_);
  if (!over && now < end) return {};
  if (over) end = std::max(now, interval_ + Instant(1));
  while (!over && end + latency::interval_length(end) <= now) end += latency::interval_length(end);
  Cuts cuts;
  cuts.interval = Stretch{interval_, end - interval_};
  interval_ = end;
  if (!over && end - minute_ < std::chrono::minutes(1)) return cuts;
  cuts.minute = Stretch{minute_, end - minute_};
  minute_ = end;
  return cuts;
}

RunLog::RunLog(const Plan& plan, runs::RunWriter& writer) : plan_(&plan), writer_(&writer) {}

nlohmann::json RunLog::tick(Instant at, const Tick& tick) {
  note_stages(at);
  nlohmann::json line = tick_line(at, tick, *plan_);
  writer_->append_tick(line);
  note_firsts(at, tick);
  return line;
}

// Of each kind the first is an event at once, the rest are counted.
void RunLog::note_firsts(Instant at, const Tick& tick) {
  for (const auto& [place, failure] : tick.script_error_lines)
    if (script_errors_.insert(place).second)
      event(at, "script_error", {{"scenario", plan_->scenarios[place.first].name}, {"message", failure.message}, {"count", failure.count}});
  for (const std::string& warning : tick.warnings)
    if (warnings_.insert(warning).second) event(at, "warning", {{"message", warning}});
}

void RunLog::interval(const latency::Interval& interval, const std::vector<runs::SlowRequest>& slowest) {
  writer_->append(interval);
  for (const runs::SlowRequest& request : slowest) writer_->append_slowest(request);
}

void RunLog::minute(const latency::Interval& minute) { writer_->append(minute); }

void RunLog::event(Instant at, const std::string& name, nlohmann::json details) {
  details["at_ns"] = at.count();
  details["event"] = name;
  writer_->append_event(details);
}

void RunLog::note_stages(Instant until) {
  for (const Scenario& scenario : plan_->scenarios) {
    Instant begin = scenario.start_time;
    for (std::size_t i = 0; i < scenario.stages.size(); begin += scenario.stages[i++].length)
      if (begin > stages_noted_ && begin <= until) event(begin, "stage", {{"scenario", scenario.name}, {"stage", i + 1}});
  }
  stages_noted_ = until;
}

}  // namespace rushhour::load
