#include "reports/runs/figures_json.hpp"

#include <fmt/format.h>

#include <algorithm>

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

// Phases and parts have no lower bounds of their own: what cut them off is in the latencies.
json lengths_of(const std::map<std::string, latency::Histogram>& lengths) {
  json all = json::object();
  for (const auto& [name, histogram] : lengths) all[name] = json_of_lengths(histogram);
  return all;
}

}  // namespace

json json_of(const Latency& latency, std::span<const double> percentiles) {
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

json json_of(const StepFigures& step, std::span<const double> percentiles) {
  json figures{{"count", step.count},
               {"errors", step.errors},
               {"response_time_ns", json_of(step.response, percentiles)},
               {"service_time_ns", json_of(step.service, percentiles)},
               {"phases_ns", lengths_of(step.phases)},
               {"parts_ns", lengths_of(step.parts)},
               {"bytes_out", step.bytes_out > 0 ? json(step.bytes_out) : json()},
               {"bytes_in", step.bytes_in > 0 ? json(step.bytes_in) : json()}};
  if (step.scenario.empty() && step.step.empty()) return figures;
  figures["scenario"] = step.scenario;
  figures["step"] = step.step;
  return figures;
}

json json_of(const std::vector<StepFigures>& steps, std::span<const double> percentiles) {
  json list = json::array();
  for (const StepFigures& step : steps) list.push_back(json_of(step, percentiles));
  return list;
}

json json_of(const LoadFigures& load) {
  return {{"offered", load.offered},
          {"started", load.started},
          {"done", load.done},
          {"dropped", load.dropped},
          {"censored", load.censored},
          {"rejected", load.rejected},
          {"offered_rate", load.offered_rate},
          {"achieved_rate", load.achieved_rate}};
}

json json_of(const IterationTimes& times) {
  latency::Histogram all = times.ok;
  all.merge(times.failed);
  return {{"all", json_of_lengths(all)}, {"ok", json_of_lengths(times.ok)}, {"error", json_of_lengths(times.failed)}};
}

json json_of(const std::map<std::string, std::uint64_t>& by_class) {
  std::vector<std::pair<std::string, std::uint64_t>> errors(by_class.begin(), by_class.end());
  std::stable_sort(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  json list = json::array();
  for (const auto& [name, count] : errors) list.push_back({{"class", name}, {"count", count}});
  return list;
}

json json_of(const std::map<std::string, CheckFigures>& checks) {
  json list = json::array();
  for (const auto& [name, figures] : checks) list.push_back({{"check", name}, {"passes", figures.passes}, {"fails", figures.fails}});
  return list;
}

json json_of_lengths(const latency::Histogram& histogram, double unit) {
  const auto figure = [&](std::int64_t value) { return unit == 1 ? json(value) : json(static_cast<double>(value) / unit); };
  const bool empty = histogram.empty();
  json figures{{"count", histogram.count()},
               {"mean", empty ? json() : json(histogram.mean() / unit)},
               {"max", empty ? json() : figure(histogram.max())}};
  for (const double percentile : {50., 90., 99.})
    figures[fmt::format("p{}", percentile)] = supports(histogram, percentile / 100) ? figure(histogram.quantile(percentile / 100)) : json();
  return figures;
}

}  // namespace rushhour::runs
