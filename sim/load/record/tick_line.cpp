#include "sim/load/record/tick_line.hpp"

#include <nlohmann/json.hpp>

namespace rushhour::load {
namespace {

using nlohmann::json;

json line_of(const Counts& counts, std::uint64_t users_permitted) {
  json line{{"offered", counts.offered},
            {"started", counts.started},
            {"done", counts.done},
            {"dropped", counts.dropped},
            {"censored", counts.censored},
            {"rejected", counts.rejected},
            {"script_errors", counts.script_errors},
            {"requests", counts.requests},
            {"bytes_out", counts.bytes_out},
            {"bytes_in", counts.bytes_in},
            {"waited_for_user", counts.waited_for_user},
            {"waited_beside_idle", counts.waited_beside_idle},
            {"users_busy", counts.users_busy},
            {"users_permitted", users_permitted},
            {"queued", counts.queued},
            {"errors", counts.errors},
            {"checks", json::object()}};
  for (const auto& [name, check] : counts.checks) line["checks"][name] = {check.first, check.second};
  return line;
}

json line_of(const MetricKey& key, const MetricFigures& figures, const Plan& plan) {
  json line{{"name", key.name},
            {"kind", to_string(key.kind)},
            {"scenario", plan.scenarios[key.scenario].name},
            {"tags", key.tags},
            {"count", figures.count}};
  if (key.kind == MetricKind::counter) line["sum"] = figures.sum;
  if (key.kind == MetricKind::rate) line["hits"] = figures.hits;
  if (key.kind == MetricKind::gauge) {
    line["last"] = figures.last;
    line["last_ns"] = figures.last_at.count();
    line["min"] = figures.min;
    line["max"] = figures.max;
  }
  return line;
}

// Where there are none, the line has no such key.
void add_failures(json& line, const char* key, const Failures& failures, const Plan& plan) {
  for (const auto& [place, failure] : failures)
    line[key].push_back(
        {{"scenario", plan.scenarios[place.first].name}, {"where", place.second}, {"message", failure.message}, {"count", failure.count}});
}

// What the system did not tell has no key.
void add_health(json& line, const Tick& tick) {
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

json tick_line(Instant at, const Tick& tick, const Plan& plan) {
  std::uint64_t permitted = 0;
  json scenarios = json::object();
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i) {
    const std::uint64_t users = plan.scenarios[i].max_vus;
    permitted += users;
    scenarios[plan.scenarios[i].name] = line_of(i < tick.scenarios.size() ? tick.scenarios[i] : Counts(), users);
  }
  json line = line_of(tick, permitted);
  line["at_ns"] = at.count();
  line["scenarios"] = std::move(scenarios);
  line["connections"] = tick.connections;
  line["connections_opened"] = tick.connections_opened;
  line["waited_for_connection"] = tick.waited_for_connection;
  line["cpu"] = tick.cpu;
  line["metrics"] = json::array();
  for (const auto& [key, figures] : tick.metrics) line["metrics"].push_back(line_of(key, figures, plan));
  add_failures(line, "script_error_lines", tick.script_error_lines, plan);
  add_failures(line, "rejections", tick.rejections, plan);
  add_health(line, tick);
  return line;
}

}  // namespace rushhour::load
