// How a summary is written: docs/formats.md, run.json.

#include "reports/runs/breakdown_json.hpp"
#include "reports/runs/figures_json.hpp"
#include "reports/runs/summary.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

void add_share(json& figures, const std::string& name, const std::optional<ShareFigures>& share) {
  figures[name + "_max"] = share ? json(share->max) : json();
  figures[name + "_mean"] = share ? json(share->mean) : json();
}

json generator_of(const GeneratorFigures& generator) {
  json figures{{"cpu_max", generator.cpu_max},
               {"cpu_mean", generator.cpu_mean},
               {"send_lag_ns", json_of(Latency{generator.send_lag, {}}, {})},
               {"loop_lag_ns", json_of(Latency{generator.loop_lag, {}}, {})},
               {"throttled_ns", generator.throttled_for.count()},
               {"descriptors_max", generator.descriptors_max},
               {"descriptor_limit", generator.descriptor_limit},
               {"resident_bytes_max", generator.resident_bytes_max},
               {"connections_max", generator.connections_max},
               {"connections_opened", generator.connections_opened},
               {"waited_for_connection", generator.waited_for_connection},
               {"users_max", generator.users_max},
               {"users_permitted", generator.users_permitted},
               {"waited_for_user", generator.waited_for_user},
               {"waited_beside_idle", generator.waited_beside_idle},
               {"script_errors", generator.script_errors}};
  add_share(figures, "core_wait", generator.core_wait);
  add_share(figures, "steal", generator.steal);
  add_share(figures, "throttled", generator.throttled);
  return figures;
}

}  // namespace

json to_json(const Summary& summary, std::span<const double> percentiles) {
  json written{{"load", json_of(summary.load)},
               {"totals", json_of(summary.totals, percentiles)},
               {"steps", json_of(summary.steps, percentiles)},
               {"iteration_duration_ns", json_of(summary.iterations)},
               {"errors", json_of(summary.errors)},
               {"checks", json_of(summary.checks)},
               {"generator", generator_of(summary.generator)}};
  add_breakdown(written, summary, percentiles);
  return written;
}

}  // namespace rushhour::runs
