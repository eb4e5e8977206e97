// How a summary is written: docs/formats.md, run.json.

#include <fmt/format.h>

#include <algorithm>

#include "reports/runs/summary.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

constexpr double usual_percentiles[] = {50, 90, 99, 99.9};

void add_percentile(json& times, const Latency& latency, double percentile) {
  const std::string name = fmt::format("p{}", percentile);
  const double q = percentile / 100;
  const bool supported = latency.supported(q);
  times[name] = supported ? json(latency.all.quantile(q)) : json();
  if (supported && latency.at_least(q) && std::find(times["at_least"].begin(), times["at_least"].end(), name) == times["at_least"].end())
    times["at_least"].push_back(name);
}

json times_of(const Latency& latency, std::span<const double> percentiles) {
  json times;
  times["at_least"] = json::array();
  const bool empty = latency.all.empty();
  times["mean"] = empty ? json() : json(latency.all.mean());
  for (const double percentile : usual_percentiles) add_percentile(times, latency, percentile);
  for (const double percentile : percentiles) add_percentile(times, latency, percentile);
  times["max"] = empty ? json() : json(latency.all.max());
  // One sample that is larger than it seems makes the mean larger, and the maximum.
  if (!empty && !latency.bounds.empty())
    for (const char* name : {"max", "mean"}) times["at_least"].push_back(name);
  return times;
}

// Phases and parts have no lower bounds of their own: what cut them off is in the latencies.
json lengths_of(const std::map<std::string, latency::Histogram>& lengths) {
  json all = json::object();
  for (const auto& [name, histogram] : lengths) {
    const Latency latency{histogram, {}};
    json& one = all[name] = {{"count", histogram.count()}, {"mean", histogram.mean()}, {"max", histogram.max()}};
    for (const double percentile : {50., 90., 99.})
      one[fmt::format("p{}", percentile)] = latency.supported(percentile / 100) ? json(histogram.quantile(percentile / 100)) : json();
  }
  return all;
}

json figures_of(const StepFigures& step, std::span<const double> percentiles) {
  return {{"count", step.count},
          {"errors", step.errors},
          {"response_time_ns", times_of(step.response, percentiles)},
          {"service_time_ns", times_of(step.service, percentiles)},
          {"phases_ns", lengths_of(step.phases)},
          {"parts_ns", lengths_of(step.parts)}};
}

json load_of(const LoadFigures& load) {
  return {{"offered", load.offered},
          {"started", load.started},
          {"done", load.done},
          {"dropped", load.dropped},
          {"censored", load.censored},
          {"offered_rate", load.offered_rate},
          {"achieved_rate", load.achieved_rate}};
}

json errors_of(const Summary& summary) {
  std::vector<std::pair<std::string, std::uint64_t>> errors(summary.errors.begin(), summary.errors.end());
  std::stable_sort(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  json list = json::array();
  for (const auto& [name, count] : errors) list.push_back({{"class", name}, {"count", count}});
  return list;
}

void add_share(json& figures, const std::string& name, const std::optional<ShareFigures>& share) {
  figures[name + "_max"] = share ? json(share->max) : json();
  figures[name + "_mean"] = share ? json(share->mean) : json();
}

json generator_of(const GeneratorFigures& generator) {
  json figures{{"cpu_max", generator.cpu_max},
               {"cpu_mean", generator.cpu_mean},
               {"send_lag_ns", times_of({generator.send_lag, {}}, {})},
               {"loop_lag_ns", times_of({generator.loop_lag, {}}, {})},
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
  json steps = json::array();
  for (const StepFigures& step : summary.steps) {
    json figures = figures_of(step, percentiles);
    figures["scenario"] = step.scenario;
    figures["step"] = step.step;
    steps.push_back(std::move(figures));
  }
  json checks = json::array();
  for (const auto& [name, figures] : summary.checks)
    checks.push_back({{"check", name}, {"passes", figures.passes}, {"fails", figures.fails}});
  return {{"load", load_of(summary.load)}, {"totals", figures_of(summary.totals, percentiles)},
          {"steps", std::move(steps)},     {"errors", errors_of(summary)},
          {"checks", std::move(checks)},   {"generator", generator_of(summary.generator)}};
}

}  // namespace rushhour::runs
