#include "reports/outputs/k6_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "reports/foundation/digest.hpp"
#include "reports/outputs/run_facts.hpp"
#include "reports/runs/imported.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::outputs {
namespace {

using nlohmann::ordered_json;
using verdicts::Threshold;

constexpr double ns_per_ms = 1e6;

double per_second(double count, Instant length) { return length > Instant(0) ? count / seconds(length) : 0; }

ordered_json counter(double count, Instant length) {
  const bool whole = count == static_cast<double>(static_cast<std::int64_t>(count));
  return {{"count", whole ? ordered_json(static_cast<std::int64_t>(count)) : ordered_json(count)}, {"rate", per_second(count, length)}};
}

ordered_json rate(std::uint64_t passes, std::uint64_t fails) {
  const std::uint64_t all = passes + fails;
  return {{"rate", all == 0 ? 0.0 : static_cast<double>(passes) / static_cast<double>(all)}, {"passes", passes}, {"fails", fails}};
}

ordered_json trend(const latency::Histogram& histogram, double unit) {
  const auto at = [&](double q) { return static_cast<double>(histogram.quantile(q)) / unit; };
  return {{"avg", histogram.mean() / unit},
          {"min", static_cast<double>(histogram.min()) / unit},
          {"med", at(0.5)},
          {"max", static_cast<double>(histogram.max()) / unit},
          {"p(90)", at(0.9)},
          {"p(95)", at(0.95)},
          {"p(99)", at(0.99)},
          {"p(99.9)", at(verdicts::quantile_of(99.9))}};
}

/// k6's metrics in the making.
class Metrics {
 public:
  void add(std::string name, std::string_view type, std::string_view contains, ordered_json values) {
    if (find(name) == nullptr) list_.push_back({std::move(name), type, contains, std::move(values)});
  }

  void add_time(std::string name, const latency::Histogram& histogram) {
    if (!histogram.empty()) add(std::move(name), "trend", "time", trend(histogram, ns_per_ms));
  }

  K6Metric* find(std::string_view name) {
    const auto found = std::find_if(list_.begin(), list_.end(), [&](const K6Metric& metric) { return metric.name == name; });
    return found == list_.end() ? nullptr : &*found;
  }

  std::vector<K6Metric> take() && {
    std::sort(list_.begin(), list_.end(), [](const K6Metric& a, const K6Metric& b) { return a.name < b.name; });
    return std::move(list_);
  }

 private:
  std::vector<K6Metric> list_;
};

constexpr std::pair<std::string_view, std::string_view> phase_names[] = {
    {"blocked", "http_req_blocked"},     {"dns", "http_req_looking_up"}, {"connect", "http_req_connecting"},
    {"tls", "http_req_tls_handshaking"}, {"send", "http_req_sending"},   {"wait", "http_req_waiting"},
    {"receive", "http_req_receiving"}};

// A phase that a request did not have is zero to k6, and no sample to us.
void add_phases(Metrics& metrics, const runs::StepFigures& totals) {
  for (const auto& [kind, name] : phase_names) {
    const auto found = totals.phases.find(std::string(kind));
    if (found == totals.phases.end()) continue;
    latency::Histogram all = found->second;
    if (totals.count > all.count()) all.record(0, totals.count - all.count());
    metrics.add_time(std::string(name), all);
  }
}

// The figures of a tool that keeps no samples, under k6's names for them.
void add_stated(Metrics& metrics, const std::vector<runs::StatedStep>& stated) {
  for (const runs::StatedStep& step : stated) {
    ordered_json values;
    for (const auto& [name, ns] : step.times_ns) {
      const bool percentile = name.size() > 1 && name[0] == 'p';
      const std::string shown = name == "mean" ? "avg" : name == "p50" ? "med" : percentile ? fmt::format("p({})", name.substr(1)) : name;
      values[shown] = ns / ns_per_ms;
    }
    if (!values.empty()) metrics.add(step.step == "(all requests)" ? "http_req_duration" : step.step, "trend", "time", std::move(values));
  }
}

void add_requests(Metrics& metrics, const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  const runs::StepFigures& totals = conclusion.summary.totals;
  std::uint64_t count = totals.count;
  std::uint64_t errors = totals.errors;
  Instant length = main_length(conclusion.summary);
  if (count == 0) {  // a tool that keeps no samples counts all the same
    count = ticks_sum(record, "requests");
    for (const auto& [name, n] : conclusion.summary.errors) errors += n;
    length = conclusion.summary.actual;
  }
  metrics.add("http_reqs", "counter", "default", counter(static_cast<double>(count), length));
  metrics.add("http_req_failed", "rate", "default", rate(errors, count - std::min(count, errors)));
  metrics.add_time("http_req_duration", totals.service.all);
  metrics.add_time("response_time", totals.response.all);
  add_phases(metrics, totals);
  if (const auto origin = runs::imported(record)) add_stated(metrics, origin->stated);
}

ordered_json gauge_of_ticks(const runs::RunRecord& record, const char* key) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max(), most = 0, last = 0;
  for (const nlohmann::json& tick : record.ticks) {
    last = runs::count_of(record, tick, key);
    least = std::min(least, last);
    most = std::max(most, last);
  }
  return {{"value", last}, {"min", record.ticks.empty() ? 0 : least}, {"max", most}};
}

void add_load(Metrics& metrics, const runs::RunRecord& record, const runs::Summary& summary) {
  metrics.add("iterations", "counter", "default", counter(static_cast<double>(summary.load.done), summary.actual));
  metrics.add("dropped_iterations", "counter", "default", counter(static_cast<double>(summary.load.dropped), summary.actual));
  latency::Histogram lengths = summary.iterations.ok;
  lengths.merge(summary.iterations.failed);
  metrics.add_time("iteration_duration", lengths);
  std::uint64_t passes = 0;
  std::uint64_t fails = 0;
  for (const auto& [name, figures] : summary.checks) {
    passes += figures.passes;
    fails += figures.fails;
  }
  if (!summary.checks.empty()) metrics.add("checks", "rate", "default", rate(passes, fails));
  for (const auto& [key, name] : {std::pair("bytes_out", "data_sent"), std::pair("bytes_in", "data_received")})
    metrics.add(name, "counter", "data", counter(static_cast<double>(ticks_sum(record, key)), summary.actual));
  metrics.add("vus", "gauge", "default", gauge_of_ticks(record, "users_busy"));
  metrics.add("vus_max", "gauge", "default", gauge_of_ticks(record, "users_permitted"));
}

void add_own(Metrics& metrics, const runs::Summary& summary) {
  constexpr double thousandths = 1000;
  for (const runs::MetricFigures& metric : summary.metrics) {
    const runs::MetricSums& all = metric.all;
    if (metric.kind == "counter") metrics.add(metric.name, "counter", "default", counter(all.sum, main_length(summary)));
    if (metric.kind == "gauge") metrics.add(metric.name, "gauge", "default", {{"value", all.last}, {"min", all.min}, {"max", all.max}});
    if (metric.kind == "rate") metrics.add(metric.name, "rate", "default", rate(all.hits, all.count - std::min(all.count, all.hits)));
    if (metric.kind == "trend" && !all.values.empty()) metrics.add(metric.name, "trend", "default", trend(all.values, thousandths));
    if (metric.kind == "time") metrics.add_time(metric.name, all.values);
  }
}

// k6's name of what a threshold looks at, without its selectors.
std::string k6_name_of(const Threshold& threshold) {
  const std::string written = threshold.metric.substr(0, threshold.metric.find('{'));
  switch (threshold.kind) {
    case Threshold::Metric::response_time:
      return "response_time";
    case Threshold::Metric::service_time:
      return "http_req_duration";
    case Threshold::Metric::phase:
      for (const auto& [kind, name] : phase_names)
        if (threshold.series == kind) return std::string(name);
      return written;
    case Threshold::Metric::errors:
      return "http_req_failed";
    case Threshold::Metric::requests:
      return "http_reqs";
    case Threshold::Metric::dropped:
      return "dropped_iterations";
    case Threshold::Metric::bytes_in:
      return "data_received";
    case Threshold::Metric::bytes_out:
      return "data_sent";
    case Threshold::Metric::users_busy:
      return "vus";
    case Threshold::Metric::users_permitted:
      return "vus_max";
    default:
      return written;
  }
}

std::string_view type_of(const Threshold& threshold) {
  switch (threshold.unit()) {
    case Threshold::Unit::nanoseconds:
      return "trend";
    case Threshold::Unit::share:
      return "rate";
    case Threshold::Unit::per_second:
      return "counter";
    case Threshold::Unit::number:
      break;
  }
  return threshold.aggregate == Threshold::Aggregate::count ? "counter" : "gauge";
}

// Where k6 has no such metric, or one with selectors, there is one with the figure that was looked at alone.
void add_threshold(Metrics& metrics, const verdicts::ThresholdResult& result) {
  const Threshold& threshold = result.threshold;
  const std::size_t selectors = threshold.metric.find('{');
  const std::string name = k6_name_of(threshold) + (selectors == std::string::npos ? "" : threshold.metric.substr(selectors));
  const bool time = threshold.unit() == Threshold::Unit::nanoseconds;
  ordered_json values = ordered_json::object();
  if (result.has_figure()) values[verdicts::aggregate_name(threshold)] = time ? result.observed / ns_per_ms : result.observed;
  metrics.add(name, type_of(threshold), time ? "time" : "default", std::move(values));
  std::string expression = threshold.expression;
  if (threshold.over > Instant(0)) expression += fmt::format(" over {:g}s", seconds(threshold.over));
  if (threshold.hold > Instant(0)) expression += fmt::format(" for {:g}s", seconds(threshold.hold));
  metrics.find(name)->thresholds.emplace_back(std::move(expression), result.passed());
}

}  // namespace

std::vector<K6Metric> k6_metrics(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  Metrics metrics;
  add_requests(metrics, record, conclusion);
  add_load(metrics, record, conclusion.summary);
  if (conclusion.validity.judged) {
    const int valid = conclusion.validity.valid ? 1 : 0;
    metrics.add("measurement_valid", "gauge", "default", {{"value", valid}, {"min", valid}, {"max", valid}});
    metrics.find("measurement_valid")->thresholds.emplace_back("value == 1", valid == 1 || conclusion.validity.tolerated);
  }
  add_own(metrics, conclusion.summary);
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) add_threshold(metrics, result);
  return std::move(metrics).take();
}

std::vector<ordered_json> k6_checks(const verdicts::Conclusion& conclusion) {
  std::vector<ordered_json> checks;
  for (const auto& [name, figures] : conclusion.summary.checks) {
    const std::string path = "::" + name;
    checks.push_back({{"name", name}, {"path", path}, {"id", k6_id(path)}, {"passes", figures.passes}, {"fails", figures.fails}});
  }
  return checks;
}

std::string k6_id(std::string_view path) { return digest_of(path).substr(0, 32); }

}  // namespace rushhour::outputs
