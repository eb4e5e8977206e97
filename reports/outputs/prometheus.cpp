// Figures without samples behind them are left out rather than written as zero: a percentile that the sample does not support, what an
// imported run does not tell.

#include "reports/outputs/prometheus.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "reports/outputs/run_facts.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/step_table.hpp"

namespace rushhour::outputs {
namespace {

constexpr std::size_t most_steps = 500;
constexpr std::size_t most_classes = 50;
constexpr std::size_t most_checks = 500;
constexpr double ns_per_s = 1e9;
constexpr std::int64_t ms = 1'000'000;
constexpr std::array<std::int64_t, 20> bounds_ns{ms / 10,    ms / 5,      ms / 2,      ms,          2 * ms,       5 * ms,      10 * ms,
                                                 20 * ms,    50 * ms,     100 * ms,    200 * ms,    500 * ms,     1'000 * ms,  2'000 * ms,
                                                 5'000 * ms, 10'000 * ms, 20'000 * ms, 50'000 * ms, 100'000 * ms, 200'000 * ms};

using Steps = std::vector<runs::StepFigures>;

// Names that are the same when they are harmless are one, or a reader would find two samples of one name.
Steps shown_steps(const runs::Summary& summary) {
  Steps shown;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const runs::StepFigures& step : summary.steps) {
    std::pair name(pages::harmless(step.scenario), pages::harmless(step.step));
    if (places.size() >= most_steps && !places.contains(name)) name = {"", "(other)"};
    const auto [place, is_new] = places.try_emplace(name, shown.size());
    if (is_new) shown.push_back({name.first, name.second, 0, 0, {}, {}});
    runs::add_all(shown[place->second], step);
  }
  return shown;
}

void tell_run(Exposition& page, const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  page.family({"rushhour_run", MetricType::info, "", "The run that all other figures are of."});
  page.sample("_info",
              {{"run", pages::fact(record.meta, "/run")},
               {"scenario", scenario_stem(record)},
               {"version", pages::fact(record.meta, "/version")},
               {"seed", pages::fact(record.meta, "/seed")},
               {"target", pages::fact(record.meta, "/target")}},
              std::uint64_t{1});
  const auto gauge = [&](std::string_view name, std::string_view unit, std::string_view help, double value) {
    page.family({name, MetricType::gauge, unit, help});
    page.sample("", {}, value);
  };
  gauge("rushhour_run_finished", "", "1 if the run has ended, else 0.", pages::fact(record.meta, "/status") == "finished" ? 1 : 0);
  gauge("rushhour_run_steered", "", "1 if a person changed the run by hand, so that it is not the plan's; else 0.",
        conclusion.steered.empty() ? 0 : 1);
  if (conclusion.validity.judged)
    gauge("rushhour_run_measurement_valid", "", "1 if the load generator kept up, so that the figures are of the target; else 0.",
          conclusion.validity.valid ? 1 : 0);
  if (pages::fact(record.meta, "/status") == "finished")
    gauge("rushhour_run_exit_code", "", "What the run ended with: 0 passed, 98 invalid measurement, 99 a threshold failed, ...",
          static_cast<double>(conclusion.exit));
  gauge("rushhour_run_length_seconds", "seconds", "How long the run lasted, warm-up inside.", seconds(conclusion.summary.actual));
  const std::int64_t started = pages::number_fact(record.meta, "/started_epoch_ns");
  if (started != 0)
    gauge("rushhour_run_start_time_seconds", "seconds", "When the run began, since 1970.", static_cast<double>(started) / ns_per_s);
}

struct LoadFamily {
  const char* name;
  std::uint64_t runs::LoadFigures::*count;
  bool generated;  // known of our own runs alone
  const char* help;
};
constexpr std::array<LoadFamily, 6> load_families{{
    {"rushhour_iterations_offered", &runs::LoadFigures::offered, true, "Iterations that were due."},
    {"rushhour_iterations_started", &runs::LoadFigures::started, true, "Iterations that began."},
    {"rushhour_iterations_done", &runs::LoadFigures::done, false, "Iterations that ran to their end."},
    {"rushhour_iterations_dropped", &runs::LoadFigures::dropped, false, "Iterations that were due and never began."},
    {"rushhour_iterations_unfinished", &runs::LoadFigures::censored, true, "Iterations that were cut off when the run ended."},
    {"rushhour_iterations_rejected", &runs::LoadFigures::rejected, false, "Iterations, of those done, that the script itself failed."},
}};

// By scenario where the record counts by scenario, else in all.
void tell_load(Exposition& page, const verdicts::Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  const bool counted = !summary.scenarios.empty() && std::all_of(summary.scenarios.begin(), summary.scenarios.end(),
                                                                 [](const runs::ScenarioFigures& one) { return one.counted; });
  for (const LoadFamily& family : load_families) {
    if (family.generated && !conclusion.validity.judged) continue;
    page.family({family.name, MetricType::counter, "", family.help});
    std::map<std::string, std::uint64_t> counts;
    for (const runs::ScenarioFigures& one : summary.scenarios) counts[pages::harmless(one.scenario)] += one.load.*family.count;
    if (!counted) page.sample("_total", {}, summary.load.*family.count);
    if (counted)
      for (const auto& [scenario, n] : counts) page.sample("_total", {{"scenario", scenario}}, n);
  }
}

void tell_requests(Exposition& page, const Steps& steps) {
  page.family({"rushhour_requests", MetricType::counter, "", "Requests of the main phase that have an outcome, by step."});
  for (const runs::StepFigures& step : steps) {
    if (step.count == 0) continue;
    page.sample("_total", {{"scenario", step.scenario}, {"step", step.step}, {"outcome", "ok"}}, step.count - step.errors);
    page.sample("_total", {{"scenario", step.scenario}, {"step", step.step}, {"outcome", "error"}}, step.errors);
  }
}

void tell_traffic(Exposition& page, const runs::RunRecord& record, const runs::Summary& summary) {
  page.family({"rushhour_errors", MetricType::counter, "", "Errors of the whole run by class."});
  for (const auto& [name, n] : most_first(summary.errors, most_classes)) page.sample("_total", {{"class", name}}, n);
  page.family({"rushhour_checks", MetricType::counter, "", "Checks of the whole run by outcome."});
  std::map<std::string, std::uint64_t> passes, fails;
  for (const auto& [name, figures] : summary.checks) {
    const std::string shown = passes.size() < most_checks ? pages::harmless(name) : "(other)";
    passes[shown] += figures.passes;
    fails[shown] += figures.fails;
  }
  for (const auto& [name, n] : passes) {
    page.sample("_total", {{"check", name}, {"outcome", "passed"}}, n);
    page.sample("_total", {{"check", name}, {"outcome", "failed"}}, fails[name]);
  }
  page.family({"rushhour_sent_bytes", MetricType::counter, "bytes", "Bytes of requests, heads inside."});
  page.sample("_total", {}, ticks_sum(record, "bytes_out"));
  page.family({"rushhour_received_bytes", MetricType::counter, "bytes", "Bytes of answers, heads inside."});
  page.sample("_total", {}, ticks_sum(record, "bytes_in"));
}

/// One of the two latencies.
struct Kind {
  const char* histogram;
  const char* percentile;
  const char* run_percentile;
  const char* help;
  runs::Latency runs::StepFigures::*time;
};
constexpr Kind response_kind{
    "rushhour_response_time_seconds", "rushhour_response_time_percentile_seconds", "rushhour_run_response_time_percentile_seconds",
    "Response time, from the instant at which a request was due to the end of its answer", &runs::StepFigures::response};
constexpr Kind service_kind{
    "rushhour_service_time_seconds", "rushhour_service_time_percentile_seconds", "rushhour_run_service_time_percentile_seconds",
    "Service time, from the instant at which a request was sent to the end of its answer", &runs::StepFigures::service};

// A bucket of ours that reaches beyond a bound counts above it, so that no share is told better than it was.
void tell_histogram(Exposition& page, const runs::StepFigures& step, const latency::Histogram& histogram) {
  std::array<std::uint64_t, bounds_ns.size()> within{};
  histogram.each_bucket([&](std::int64_t, std::int64_t highest, std::uint64_t count) {
    const auto bound = std::lower_bound(bounds_ns.begin(), bounds_ns.end(), highest);
    if (bound != bounds_ns.end()) within[static_cast<std::size_t>(bound - bounds_ns.begin())] += count;
  });
  const Labels labels{{"scenario", step.scenario}, {"step", step.step}};
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < bounds_ns.size(); ++i)
    page.bucket(labels, number_text(static_cast<double>(bounds_ns[i]) / ns_per_s), below += within[i]);
  page.bucket(labels, "+Inf", histogram.count());
  page.sample("_sum", labels, histogram.mean() * static_cast<double>(histogram.count()) / ns_per_s);
  page.sample("_count", labels, histogram.count());
}

// `visit(percentile as text, seconds, whether that is a lower bound)` for those that the sample supports.
template <class Visit>
void each_percentile(const runs::Latency& latency, const std::vector<double>& percentiles, Visit&& visit) {
  for (const double percentile : percentiles) {
    const double q = verdicts::quantile_of(percentile);
    if (const std::optional<std::int64_t> ns = latency.at(q))
      visit(verdicts::percentile_name(percentile).substr(1), static_cast<double>(*ns) / ns_per_s, latency.at_least(q) ? "true" : "false");
  }
}

void tell_times(Exposition& page, const verdicts::Conclusion& conclusion, const Steps& steps, const Kind& kind) {
  std::vector<double> percentiles = conclusion.percentiles;
  if (percentiles.empty() || percentiles.back() < 100) percentiles.push_back(100);
  const std::string help(kind.help);
  page.family({kind.histogram, MetricType::histogram, "seconds", help + ", by step."});
  for (const runs::StepFigures& step : steps)
    if (!(step.*kind.time).all.empty()) tell_histogram(page, step, (step.*kind.time).all);
  page.family({kind.percentile, MetricType::gauge, "seconds", help + ", percentiles by step; 100 is the longest."});
  for (const runs::StepFigures& step : steps)
    each_percentile(step.*kind.time, percentiles, [&](const std::string& percentile, double s, const char* at_least) {
      page.sample("", {{"scenario", step.scenario}, {"step", step.step}, {"percentile", percentile}, {"at_least", at_least}}, s);
    });
  page.family({kind.run_percentile, MetricType::gauge, "seconds", help + ", percentiles of all steps together."});
  each_percentile(conclusion.summary.totals.*kind.time, percentiles, [&](const std::string& percentile, double s, const char* at_least) {
    page.sample("", {{"percentile", percentile}, {"at_least", at_least}}, s);
  });
}

void tell_thresholds(Exposition& page, const verdicts::Conclusion& conclusion) {
  std::map<std::pair<std::string, std::string>, const verdicts::ThresholdResult*> by_name;  // stated twice, it is told once
  for (const verdicts::ThresholdResult& result : conclusion.thresholds)
    by_name[{pages::harmless(result.threshold.metric), threshold_expression(result)}] = &result;
  const auto tell = [&](std::string_view name, std::string_view help, const auto& value_of) {
    page.family({name, MetricType::gauge, "", help});
    for (const auto& [key, result] : by_name)
      if (const std::optional<double> value = value_of(*result))
        page.sample("", {{"metric", key.first}, {"expression", key.second}}, *value);
  };
  using Result = verdicts::ThresholdResult;
  const auto in_unit = [](const Result& result, double value) {
    return result.threshold.unit() == verdicts::Threshold::Unit::nanoseconds ? value / ns_per_s : value;
  };
  tell("rushhour_threshold_passed", "1 if the threshold was kept, 0 if it failed or could not be judged.",
       [](const Result& result) { return std::optional(result.passed() ? 1.0 : 0.0); });
  tell("rushhour_threshold_observed", "What was observed: seconds, a share, per second or a number, as the metric has it.",
       [&](const Result& result) { return result.has_figure() ? std::optional(in_unit(result, result.observed)) : std::nullopt; });
  tell("rushhour_threshold_limit", "The limit, in the unit of what was observed.",
       [&](const Result& result) { return std::optional(in_unit(result, result.threshold.limit)); });
}

void tell_generator(Exposition& page, const verdicts::Conclusion& conclusion) {
  const runs::GeneratorFigures& generator = conclusion.summary.generator;
  page.family({"rushhour_users_busy_max", MetricType::gauge, "", "Most users that were busy at once."});
  page.sample("", {}, generator.users_max);
  if (!conclusion.validity.judged) return;
  page.family(
      {"rushhour_generator_cpu_max_ratio", MetricType::gauge, "", "Share of a core that the busiest worker used in its worst second."});
  page.sample("", {}, generator.cpu_max);
  page.family({"rushhour_generator_send_lag_seconds", MetricType::gauge, "seconds", "How late requests left the generator."});
  each_percentile({generator.send_lag, {}}, {50, 99, 100}, [&](const std::string& percentile, double s, const char*) {
    page.sample("", {{"percentile", percentile}}, s);
  });
}

void tell_metrics(Exposition& page, const runs::Summary& summary) {
  constexpr double thousandths = 1000;
  std::map<std::string, const runs::MetricFigures*> by_name;
  for (const runs::MetricFigures& metric : summary.metrics) by_name[pages::harmless(metric.name)] = &metric;
  const auto tell = [&](std::string_view kind, std::string_view name, std::string_view help, const auto& value_of) {
    page.family({name, MetricType::gauge, "", help});
    for (const auto& [shown, metric] : by_name)
      if (metric->kind == kind && metric->all.count > 0) page.sample("", {{"metric", shown}}, value_of(metric->all));
  };
  const auto tell_values = [&](std::string_view kind, const FamilyName& family, double unit) {
    page.family(family);
    for (const auto& [shown, metric] : by_name) {
      if (metric->kind != kind) continue;
      each_percentile({metric->all.values, {}}, {50, 90, 99, 100}, [&, name = shown](const std::string& percentile, double s, const char*) {
        page.sample("", {{"metric", name}, {"percentile", percentile}}, s * ns_per_s / unit);
      });
    }
  };
  tell("counter", "rushhour_script_added", "What was added to a counter of the script.",
       [](const runs::MetricSums& all) { return all.sum; });
  tell("gauge", "rushhour_script_last_value", "What a gauge of the script was set to last.",
       [](const runs::MetricSums& all) { return all.last; });
  tell("rate", "rushhour_script_hit_ratio", "Share of a rate's values, of the script, that were not zero.",
       [](const runs::MetricSums& all) { return static_cast<double>(all.hits) / static_cast<double>(all.count); });
  tell_values("trend", {"rushhour_script_trend_percentile", MetricType::gauge, "", "Percentiles of a trend of the script."}, thousandths);
  tell_values("time", {"rushhour_script_time_percentile_seconds", MetricType::gauge, "seconds", "Percentiles of a time of the script."},
              ns_per_s);
}

}  // namespace

std::string prometheus_text(const runs::RunRecord& record, const verdicts::Conclusion& conclusion, Format format) {
  Exposition page(format);
  const Steps steps = shown_steps(conclusion.summary);
  tell_run(page, record, conclusion);
  tell_load(page, conclusion);
  tell_requests(page, steps);
  tell_traffic(page, record, conclusion.summary);
  for (const Kind& kind : {response_kind, service_kind}) tell_times(page, conclusion, steps, kind);
  tell_thresholds(page, conclusion);
  tell_generator(page, conclusion);
  if (!conclusion.summary.metrics.empty()) tell_metrics(page, conclusion.summary);
  return page.finish();
}

}  // namespace rushhour::outputs
