#include "reports/pages/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/figures.hpp"
#include "reports/pages/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using verdicts::ThresholdResult;

// The highest of the shown percentiles that `latency` supports, or 0.
double highest_supported(const Conclusion& conclusion, const runs::Latency& latency) {
  double highest = 0;
  for (const double percentile : conclusion.percentiles)
    if (!latency.all.empty() && latency.supported(verdicts::quantile_of(percentile))) highest = percentile;
  return highest;
}

std::string broken(const ThresholdResult& result) {
  const ThresholdWords words = words_of(result);
  const std::string name = fmt::format("{} of {}{}", verdicts::aggregate_name(result.threshold),
                                       clip(harmless(result.threshold.metric), 80), words.window.empty() ? "" : " " + words.window);
  if (!result.has_figure()) return fmt::format("{} could not be judged: {}.", name, words.note);
  if (!words.note.empty()) return fmt::format("{} was {}; the limit is {}, and {}.", name, words.observed, words.limit, words.note);
  return fmt::format("{} was {}{}; the limit is {}.", name, words.observed,
                     words.first.empty() ? "" : fmt::format(", crossed {}", words.first), words.limit);
}

}  // namespace

std::string instant_text(Instant at) {
  const auto s = std::chrono::duration_cast<std::chrono::seconds>(at).count();
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s % 3600 / 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string trust_finding(const Conclusion& conclusion) {
  if (!conclusion.validity.judged)
    return "Not known. Another tool made this run, and nothing tells whether its load generator kept up; the figures are what it recorded.";
  if (!conclusion.validity.valid)
    return "No. The measurement is invalid: what follows says more about the load generator than about the target.";
  if (conclusion.interrupted) return "As far as it goes: the generator kept up, but the run did not reach its end.";
  if (!conclusion.validity.warnings.empty()) return "Yes, the measurement is valid; mind the warnings.";
  return "Yes. The measurement is valid: the generator kept up with its schedule.";
}

std::string thresholds_finding(const Conclusion& conclusion) {
  if (conclusion.thresholds.empty()) return "The scenario states no thresholds, so nothing here passes or fails.";
  const auto worst = std::find_if(conclusion.thresholds.begin(), conclusion.thresholds.end(),
                                  [](const ThresholdResult& result) { return !result.passed(); });
  if (worst == conclusion.thresholds.end())
    return conclusion.thresholds.size() == 1 ? "The one threshold was kept."
                                             : fmt::format("All {} thresholds were kept.", conclusion.thresholds.size());
  return broken(*worst);
}

std::string rates_finding(const Conclusion& conclusion, const std::vector<RatePoint>& rates) {
  const runs::LoadFigures& load = conclusion.summary.load;
  if (rates.empty()) return "The record holds no counters.";
  const auto peak =
      std::max_element(rates.begin(), rates.end(), [](const RatePoint& a, const RatePoint& b) { return a.offered < b.offered; });
  if (!conclusion.validity.judged)
    return fmt::format("{} done, {} on average and {} at the peak; what was offered is not known.",
                       counted(load.done, "iteration", "iterations"), verdicts::format_rate(load.achieved_rate),
                       verdicts::format_rate(peak->done));
  std::string out = fmt::format("{} offered, {} on average and {} at the peak; ", counted(load.offered, "iteration", "iterations"),
                                verdicts::format_rate(load.offered_rate), verdicts::format_rate(peak->offered));
  if (load.done == load.offered) return out + "all were finished.";
  out += fmt::format("{} finished", format_count(load.done));
  if (load.dropped > 0) out += fmt::format(", {} dropped", format_count(load.dropped));
  if (load.censored > 0) out += fmt::format(", {} unfinished at the end", format_count(load.censored));
  return out + ".";
}

std::string latency_finding(const LatencyTimeline& timeline) {
  // The highest percentile, below the maximum, that was drawn at all.
  const LatencyLine* best = nullptr;
  for (const LatencyLine& line : timeline.lines)
    if (line.percentile < 100 && std::any_of(line.values.begin(), line.values.end(), [](const auto& v) { return v.has_value(); }))
      best = &line;
  if (best == nullptr) return "No stretch of the run has enough samples for a percentile; only the maximum is drawn.";
  std::vector<std::int64_t> values;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < best->values.size(); ++i) {
    if (!best->values[i]) continue;
    values.push_back(*best->values[i]);
    if (!best->values[worst] || *best->values[i] > *best->values[worst]) worst = i;
  }
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const std::string name = verdicts::percentile_name(best->percentile);
  const std::int64_t highest = *best->values[worst];
  if (highest <= *middle * 3 / 2) return fmt::format("{} was steady around {}.", name, format_duration(Instant(*middle)));
  const Instant window_begin = timeline.begins[worst] / best->window * best->window;
  return fmt::format("{} was highest from {} on, {}; mostly it was around {}.", name, instant_text(window_begin),
                     format_duration(Instant(highest)), format_duration(Instant(*middle)));
}

std::string spectrum_finding(const Conclusion& conclusion) {
  const runs::StepFigures& totals = conclusion.summary.totals;
  const runs::Headline headline = runs::headline_of(conclusion.summary);
  const runs::Latency& time = totals.*headline.time;
  const double percentile = highest_supported(conclusion, time);
  if (percentile == 0) return "Too few samples for a spectrum.";
  const double q = verdicts::quantile_of(percentile);
  const std::string name = verdicts::percentile_name(percentile);
  const std::string rarely = fmt::format("One request in {} took {} or longer", format_count(static_cast<std::uint64_t>(1 / (1 - q) + 0.5)),
                                         percentile_text(time, percentile));
  if (&time == &totals.service) return rarely + ", from being sent on; what requests waited before is not known.";
  if (totals.service.all.empty()) return rarely + ".";
  const std::int64_t response = totals.response.all.quantile(q);
  const std::int64_t service = totals.service.all.quantile(q);
  if (response * 4 <= service * 5)
    return fmt::format("{}. Service time says much the same ({} {}): requests left when they were due.", rarely, name,
                       percentile_text(totals.service, percentile));
  return fmt::format(
      "{}, but {} of service time is {}: the difference is waiting before the request was sent, which users feel and service time hides.",
      rarely, name, percentile_text(totals.service, percentile));
}

std::string steps_finding(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.steps.empty())
    return conclusion.validity.judged ? "No step was measured." : "The tool kept no samples; what it states itself is below.";
  const runs::Headline headline = runs::headline_of(summary);
  const auto time_of = [&](const runs::StepFigures& step) -> const runs::Latency& { return step.*headline.time; };
  const runs::StepFigures* slowest = nullptr;
  double at = 99;
  for (const double percentile : {99.0, 90.0, 50.0}) {
    const double q = verdicts::quantile_of(percentile);
    for (const runs::StepFigures& step : summary.steps) {
      if (time_of(step).all.empty() || !time_of(step).supported(q)) continue;
      if (slowest == nullptr || time_of(step).all.quantile(q) > time_of(*slowest).all.quantile(q)) slowest = &step;
    }
    at = percentile;
    if (slowest != nullptr) break;
  }
  if (slowest == nullptr) return "No step has enough samples for a percentile.";
  return fmt::format("Slowest is '{}', with a {} of {}.", clip(step_label(summary, *slowest), 60), verdicts::percentile_name(at),
                     percentile_text(time_of(*slowest), at));
}

std::string errors_finding(const Conclusion& conclusion) {
  const runs::StepFigures& totals = conclusion.summary.totals;
  const auto& errors = conclusion.summary.errors;
  if (!conclusion.validity.judged && totals.count == 0) {
    std::uint64_t all = 0;
    for (const auto& [name, n] : errors) all += n;
    return all == 0 ? "No error was recorded." : fmt::format("{} recorded.", counted(all, "error was", "errors were"));
  }
  if (totals.errors == 0 && errors.empty()) return fmt::format("None of {} failed.", counted(totals.count, "request", "requests"));
  std::string out = fmt::format("{} of {} failed ({})", format_count(totals.errors), counted(totals.count, "request", "requests"),
                                share_text(totals.errors, totals.count));
  const auto most = std::max_element(errors.begin(), errors.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most != errors.end()) out += fmt::format(", most often by {}", clip(harmless(most->first), 60));
  return out + ".";
}

std::vector<std::string> verdict_reasons(const runs::RunRecord& record, const Conclusion& conclusion) {
  std::vector<std::string> reasons;
  const verdicts::Ending ending = verdicts::ending_of(record);
  if (ending == verdicts::Ending::interrupt) reasons.emplace_back("Someone stopped the run before its end.");
  if (ending == verdicts::Ending::unfinished)
    reasons.emplace_back("The process ended without a word, so the figures end with the last line that was written.");
  if (ending == verdicts::Ending::abort) reasons.emplace_back("The script itself asked to stop.");
  if (ending == verdicts::Ending::threshold) reasons.emplace_back("A threshold that was crossed ended the run early.");
  if (ending == verdicts::Ending::script) reasons.emplace_back("The script failed, so there is little or no load to speak of.");
  for (const std::string& reason : conclusion.validity.reasons) reasons.push_back(harmless(reason));
  for (const ThresholdResult& result : conclusion.thresholds)
    if (!result.passed() && reasons.size() < 5) reasons.push_back(broken(result));
  return reasons;
}

}  // namespace rushhour::pages
