#include "sim/load/record/run_log.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace rushhour::load {

void Handover::merge(Handover&& other) {
  tick.merge(other.tick);
  interval.merge(other.interval);
  minute.merge(other.minute);
  slowest.insert(slowest.end(), std::make_move_iterator(other.slowest.begin()), std::make_move_iterator(other.slowest.end()));
}

namespace {

// What the system did not tell has no key.
void add_health(nlohmann::json& line, const Tick& tick) {
  const MachineTick& machine = tick.machine;
  if (!tick.core_wait.empty()) line["core_wait"] = tick.core_wait;
  if (machine.steal) line["steal"] = *machine.steal;
  if (machine.throttled) {
    line["throttled"] = *machine.throttled;
    line["throttled_ns"] = machine.stood_still.count();
  }
  if (machine.descriptor_limit > 0) {
    line["descriptors"] = machine.descriptors;
    line["descriptor_limit"] = machine.descriptor_limit;
  }
  if (machine.resident_bytes > 0) line["resident_bytes"] = machine.resident_bytes;
}

}  // namespace

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

void RunLog::tick(Instant at, const Tick& tick) {
  note_stages(at);
  std::uint64_t permitted = 0;
  for (const Scenario& scenario : plan_->scenarios) permitted += scenario.max_vus;
  nlohmann::json line{{"at_ns", at.count()},
                      {"offered", tick.offered},
                      {"started", tick.started},
                      {"done", tick.done},
                      {"dropped", tick.dropped},
                      {"censored", tick.censored},
                      {"requests", tick.requests},
                      {"errors", tick.errors},
                      {"checks", nlohmann::json::object()},
                      {"bytes_out", tick.bytes_out},
                      {"bytes_in", tick.bytes_in},
                      {"users_busy", tick.users_busy},
                      {"users_permitted", permitted},
                      {"queued", tick.queued},
                      {"connections", tick.connections},
                      {"connections_opened", tick.connections_opened},
                      {"waited_for_connection", tick.waited_for_connection},
                      {"waited_for_user", tick.waited_for_user},
                      {"waited_beside_idle", tick.waited_beside_idle},
                      {"script_errors", tick.script_errors},
                      {"cpu", tick.cpu}};
  add_health(line, tick);
  for (const auto& [name, counts] : tick.checks) line["checks"][name] = {counts.first, counts.second};
  writer_->append_tick(line);
  // Folded by message: the first of its kind is an event at once, the rest are counted.
  for (const auto& [message, n] : tick.script_error_messages) {
    auto& count = script_errors_[message];
    if (count == 0) event(at, "script_error", {{"message", message}, {"count", n}});
    count += n;
  }
}

void RunLog::interval(const latency::Interval& interval, const std::vector<SlowRequest>& slowest) {
  writer_->append(interval);
  for (const SlowRequest& request : slowest) {
    nlohmann::json line{{"at_ns", request.at.count()},
                        {"scenario", plan_->scenarios[request.scenario].name},
                        {"step", request.step},
                        {"response_ns", request.response.count()},
                        {"service_ns", request.service.count()},
                        {"status", request.status},
                        {"error", request.error}};
    if (!request.trace_id.empty()) line["trace_id"] = request.trace_id;
    writer_->append_slowest(line);
  }
}

void RunLog::minute(const latency::Interval& minute) { writer_->append(minute); }

void RunLog::event(Instant at, const std::string& name, nlohmann::json details) {
  details["at_ns"] = at.count();
  details["event"] = name;
  writer_->append_event(details);
}

void RunLog::note_stages(Instant until) {
  for (const Scenario& scenario : plan_->scenarios) {
    Instant begin{0};
    for (std::size_t i = 0; i < scenario.stages.size(); begin += scenario.stages[i++].length)
      if (begin > stages_noted_ && begin <= until) event(begin, "stage", {{"scenario", scenario.name}, {"stage", i + 1}});
  }
  stages_noted_ = until;
}

}  // namespace rushhour::load
