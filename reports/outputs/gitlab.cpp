#include "reports/outputs/gitlab.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <set>

#include "reports/foundation/json_text.hpp"
#include "reports/outputs/exposition.hpp"
#include "reports/outputs/k6_metrics.hpp"
#include "reports/outputs/run_facts.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::outputs {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_steps = 50;
constexpr double ns_per_s = 1e9;

double of_three_digits(double value) { return std::strtod(fmt::format("{:.3g}", value).c_str(), nullptr); }

// GitLab takes what follows a # for a comment, wherever it stands.
std::string label(std::string_view text) {
  std::string out;
  for (const char c : pages::harmless(text)) out += c == '#' ? std::string("%23") : std::string(1, c);
  return out;
}

std::optional<double> seconds_at(const runs::Latency& latency, double percentile) {
  const std::optional<std::int64_t> ns = latency.at(verdicts::quantile_of(percentile));
  return ns ? std::optional(of_three_digits(static_cast<double>(*ns) / ns_per_s)) : std::nullopt;
}

void tell_times(Exposition& page, const runs::Summary& summary) {
  const runs::Headline headline = runs::headline_of(summary);
  page.family({"load_time_seconds", MetricType::gauge, "seconds", std::string(headline.title) + " of all steps."});
  for (const double percentile : {50.0, 90.0, 95.0, 99.0})
    if (const auto s = seconds_at(summary.totals.*headline.time, percentile))
      page.sample("", {{"percentile", verdicts::percentile_name(percentile)}}, *s);
  page.family({"load_step_time_seconds", MetricType::gauge, "seconds", std::string(headline.title) + " by step, p95."});
  std::set<std::string> told;
  for (const runs::StepFigures& step : summary.steps) {
    const std::string name = label(pages::step_label(summary, step));
    const auto s = seconds_at(step.*headline.time, 95);
    if (s && told.size() < most_steps && told.insert(name).second) page.sample("", {{"step", name}}, *s);
  }
}

void tell_thresholds(Exposition& page, const verdicts::Conclusion& conclusion) {
  page.family({"load_threshold_kept", MetricType::gauge, "", "1 if the threshold was kept, else 0."});
  std::set<std::string> told;
  for (const verdicts::ThresholdResult& result : conclusion.thresholds)
    if (const std::string name = label(threshold_name(result)); told.insert(name).second)
      page.sample("", {{"threshold", name}}, std::uint64_t{result.passed() ? 1U : 0U});
}

}  // namespace

std::string gitlab_load_performance(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  ordered_json metrics = ordered_json::object();
  for (const K6Metric& metric : k6_metrics(record, conclusion)) {
    ordered_json& json = metrics[metric.name];
    json = ordered_json::object();
    for (const auto& [name, value] : metric.values.items()) json[metric.type == "rate" && name == "rate" ? "value" : name] = value;
    for (const auto& [expression, kept] : metric.thresholds) json["thresholds"][expression] = !kept;  // true means crossed there
  }
  ordered_json checks = ordered_json::object();
  for (const ordered_json& check : k6_checks(conclusion)) checks[check["name"].get_ref<const std::string&>()] = check;
  const ordered_json summary{
      {"root_group", {{"name", ""}, {"path", ""}, {"id", k6_id("")}, {"groups", ordered_json::object()}, {"checks", std::move(checks)}}},
      {"metrics", std::move(metrics)}};
  return shown_json(summary, 2) + '\n';
}

std::string gitlab_metrics(const runs::RunRecord& record, const verdicts::Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  Exposition page(Format::open_metrics);
  const auto gauge = [&](std::string_view name, std::string_view unit, std::string_view help, double value) {
    page.family({name, MetricType::gauge, unit, help});
    page.sample("", {}, of_three_digits(value));
  };
  tell_times(page, summary);
  if (main_length(summary) > Instant(0) && summary.totals.count > 0)
    gauge("load_requests_per_second", "", "Requests a second.", static_cast<double>(summary.totals.count) / seconds(main_length(summary)));
  gauge("load_iterations_per_second", "", "Iterations a second.", summary.load.achieved_rate);
  if (summary.totals.count > 0)
    gauge("load_errors_ratio", "ratio", "Share of the requests that failed.",
          static_cast<double>(summary.totals.errors) / static_cast<double>(summary.totals.count));
  if (conclusion.validity.judged)
    gauge("load_measurement_valid", "", "1 if the load generator kept up, else 0.", conclusion.validity.valid ? 1 : 0);
  gauge("load_received_bytes", "bytes", "Bytes of answers.", static_cast<double>(ticks_sum(record, "bytes_in")));
  tell_thresholds(page, conclusion);
  return page.finish();
}

}  // namespace rushhour::outputs
