// Three shapes, told apart by where the metrics stand:
//
//  A  handleSummary(data):     metrics: {NAME: {type, contains, values: {...}}}, state: {testRunDurationMs}
//  B  --summary-export:        metrics: {NAME: {values...}}
//  C  the machine-readable:    results: {metrics: [{name, type, contains, values: {...}}]}, config: {duration in s}
//
// All are brought to (name, values, whether it is a time) first. In B nothing says what a metric is: one with a "med" is a trend, and of
// times if k6 itself has it.

#include "reports/imports/tools/k6_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/foundation/user_error.hpp"
#include "reports/foundation/wall_text.hpp"
#include "reports/imports/csv_fields.hpp"
#include "reports/imports/json_document.hpp"

namespace rushhour::imports {
namespace {

using nlohmann::json;

constexpr std::string_view scenario = "k6";

struct SummedMetric {
  std::string name;
  json values;
  bool is_time = false;
};

bool is_time_of_k6(std::string_view name) {
  for (const std::string_view begin :
       {"http_req_", "iteration_duration", "group_duration", "grpc_req_duration", "ws_ping", "ws_session_duration", "ws_connecting"})
    if (name.starts_with(begin)) return true;
  return false;
}

std::vector<SummedMetric> metrics_of(const json& summary) {
  std::vector<SummedMetric> found;
  const auto add = [&](const std::string& name, const json& metric) {
    if (!metric.is_object()) return;
    const auto values = metric.find("values");
    const auto contains = metric.find("contains");
    const bool is_time = contains != metric.end() ? *contains == "time" : is_time_of_k6(name);
    found.push_back({name, values != metric.end() && values->is_object() ? *values : metric, is_time});
  };
  const json results = summary.value("results", json());
  const json metrics = results.is_object() ? results.value("metrics", json()) : summary.value("metrics", json());
  if (metrics.is_object())
    for (const auto& [name, metric] : metrics.items()) add(name, metric);
  if (metrics.is_array())
    for (const json& metric : metrics)
      if (metric.is_object() && metric.contains("name") && metric["name"].is_string()) add(metric["name"].get<std::string>(), metric);
  return found;
}

const SummedMetric* metric_called(const std::vector<SummedMetric>& metrics, std::string_view name) {
  for (const SummedMetric& metric : metrics)
    if (metric.name == name) return &metric;
  return nullptr;
}

std::uint64_t count_of(const std::vector<SummedMetric>& metrics, std::string_view name, const char* key) {
  const SummedMetric* const metric = metric_called(metrics, name);
  return metric == nullptr ? 0 : count_at(metric->values, key);
}

// "p(95)" is our p95, "med" the p50, "avg" the mean.
std::string figure_called(std::string_view name) {
  if (name == "avg") return "mean";
  if (name == "med") return "p50";
  if (name == "min" || name == "max") return std::string(name);
  if (name.starts_with("p(") && name.ends_with(')')) return "p" + std::string(name.substr(2, name.size() - 3));
  return {};
}

void state(const SummedMetric& metric, std::uint64_t requests, std::uint64_t errors, Gathered& into) {
  if (!metric.is_time || !metric.values.contains("med")) return;
  const bool of_requests = metric.name == "http_req_duration";
  runs::StatedStep stated{std::string(scenario),
                          of_requests ? "(all requests)" : kept_text(metric.name, Names::longest),
                          count_at(metric.values, "count"),
                          0,
                          {}};
  if (of_requests) stated.count = requests;
  if (of_requests) stated.errors = errors;
  for (const auto& [name, value] : metric.values.items())
    if (const std::string figure = figure_called(name); !figure.empty() && value.is_number())
      if (const auto time = length_of(value.get<double>(), std::chrono::milliseconds(1)))
        stated.times_ns.emplace_back(figure, static_cast<double>(time->count()));
  std::stable_sort(stated.times_ns.begin(), stated.times_ns.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  into.stated.push_back(std::move(stated));
}

void add_check(const json& check, Counts& counts) {
  if (!check.is_object() || !check.contains("name") || !check["name"].is_string()) return;
  auto& sums = counts.check(check["name"].get_ref<const std::string&>());
  sums[0] += count_at(check, "passes");
  sums[1] += count_at(check, "fails");
}

// Groups within groups; json_document has bounded how deep.
void add_checks(const json& group, Counts& counts) {
  if (!group.is_object()) return;
  for (const json& check : group.value("checks", json::array())) add_check(check, counts);
  for (const json& inner : group.value("groups", json::array())) add_checks(inner, counts);
}

Instant length_of_run(const json& summary, const std::vector<SummedMetric>& metrics) {
  const auto number = [&](const char* pointer) {
    const json value = summary.value(json::json_pointer(pointer), json());
    return value.is_number() ? value.get<double>() : 0;
  };
  const double ms = number("/state/testRunDurationMs");
  const double s = ms > 0 ? ms / 1000 : number("/config/duration");
  if (s > 0) return length_of(s, std::chrono::seconds(1)).value_or(Instant(0));
  for (const std::string_view name : {"iterations", "http_reqs"}) {
    const SummedMetric* const metric = metric_called(metrics, name);
    const json rate = metric == nullptr ? json() : metric->values.value("rate", json());
    if (!rate.is_number() || rate.get<double>() <= 0) continue;
    return length_of(static_cast<double>(count_at(metric->values, "count")) / rate.get<double>(), std::chrono::seconds(1))
        .value_or(Instant(0));
  }
  return Instant(0);
}

}  // namespace

bool is_like_k6_summary(std::string_view head) {
  const bool object = head.substr(0, 64).find('{') != std::string_view::npos;
  return object && head.find("\"metrics\"") != std::string_view::npos &&
         (head.find("\"root_group\"") != std::string_view::npos || head.find("\"iteration_duration\"") != std::string_view::npos ||
          head.find("\"k6Version\"") != std::string_view::npos || head.find("\"http_reqs\"") != std::string_view::npos);
}

void read_k6_summary(Input& in, Gathered& into) {
  const json summary = json_document(in);
  const std::vector<SummedMetric> metrics = metrics_of(summary);
  if (metrics.empty()) throw UserError(in.name() + ": it names no metrics, as summaries of k6 do", Exit::settings);
  const json version = summary.value(json::json_pointer("/metadata/k6Version"), json());
  if (version.is_string()) into.tool_version = kept_text(version.get_ref<const std::string&>(), Names::longest);
  into.stated_precision = "k6 interpolates percentiles between samples; the summary does not hold the samples.";
  Counts& counts = whole_run(into, scenario, length_of_run(summary, metrics), in.name());
  const std::uint64_t failed = count_of(metrics, "http_req_failed", "passes") + count_of(metrics, "http_req_failed", "matches");
  counts.requests += count_of(metrics, "http_reqs", "count");
  counts.done += count_of(metrics, "iterations", "count");
  counts.dropped += count_of(metrics, "dropped_iterations", "count");
  counts.offered += count_of(metrics, "iterations", "count") + count_of(metrics, "dropped_iterations", "count");
  counts.bytes_out += count_of(metrics, "data_sent", "count");
  counts.bytes_in += count_of(metrics, "data_received", "count");
  if (failed > 0) counts.error("failed") += failed;
  if (const std::uint64_t users = count_of(metrics, "vus", "max"); users > 0) counts.users = counts.users.value_or(0) + users;
  add_checks(summary.value("root_group", json()), counts);
  for (const json& check : summary.value(json::json_pointer("/results/checks/results"), json::array())) add_check(check, counts);
  for (const SummedMetric& metric : metrics) state(metric, count_of(metrics, "http_reqs", "count"), failed, into);
  in.accept();
}

}  // namespace rushhour::imports
