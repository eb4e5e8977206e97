#include "reports/verdicts/conclusion.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "reports/verdicts/threshold_watch.hpp"

namespace rushhour::verdicts {
namespace {

using nlohmann::json;

std::vector<double> shown_percentiles(const std::vector<ThresholdResult>& results) {
  std::vector<double> shown{50, 90, 99, 99.9};
  for (const ThresholdResult& result : results) {
    const Threshold& t = result.threshold;
    const bool of_steps = t.kind == Threshold::Metric::response_time || t.kind == Threshold::Metric::service_time;
    if (of_steps && t.aggregate == Threshold::Aggregate::percentile && t.percentile < 100) shown.push_back(t.percentile);
  }
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  return shown;
}

// The exit code that run.json keeps under `key`, if it does.
Exit kept_exit(const runs::RunRecord& record, const char* key, Exit otherwise) {
  const auto kept = record.meta.find(key);
  return kept != record.meta.end() && kept->is_number_integer() ? static_cast<Exit>(kept->get<int>()) : otherwise;
}

Exit exit_code(const runs::RunRecord& record, const Conclusion& conclusion) {
  switch (ending_of(record)) {
    case Ending::script:
      return kept_exit(record, "setup_exit", Exit::script);
    case Ending::trouble:
      return kept_exit(record, "trouble_exit", Exit::trouble);
    case Ending::interrupt:
    case Ending::steered:
    case Ending::unfinished:
      return Exit::interrupted;
    case Ending::abort:
      return Exit::aborted;
    case Ending::plan:
    case Ending::threshold:
    case Ending::data:
    case Ending::lost:  // for which the measurement is invalid
      break;
  }
  if (conclusion.validity.judged && !conclusion.validity.valid && !conclusion.validity.tolerated) return Exit::invalid;
  if (!conclusion.thresholds_passed()) return Exit::thresholds;
  return kept_exit(record, "teardown_exit", Exit::passed);
}

json length_or_null(Instant length) { return length > Instant(0) ? json(length.count()) : json(); }

json to_json(const ThresholdResult& result) {
  const Threshold& t = result.threshold;
  const double margin = result.margin();
  return {{"metric", t.metric},
          {"expression", t.expression},
          {"over_ns", length_or_null(t.over)},
          {"for_ns", length_or_null(t.hold)},
          {"first_crossing_ns", result.first_crossing ? json(result.first_crossing->count()) : json()},
          {"state", to_string(result.state)},
          {"limit", t.limit},
          {"observed", result.has_figure() ? json(result.observed) : json()},
          {"at_least", result.at_least},
          {"margin", std::isfinite(margin) ? json(margin) : json()},
          {"samples", result.samples},
          {"samples_needed", result.samples_needed}};
}

json to_json(const Conclusion& conclusion) {
  const char* thresholds = conclusion.thresholds.empty() ? "none" : conclusion.thresholds_passed() ? "passed" : "failed";
  return {{"measurement", !conclusion.validity.judged ? "unknown"
                          : conclusion.validity.valid ? "valid"
                                                      : "invalid"},
          {"reasons", conclusion.validity.reasons},
          {"thresholds", thresholds},
          {"exit_code", static_cast<int>(conclusion.exit)}};
}

// Of another tool's generator nothing was counted, and a zero would say that all was well. What was done is known, what was asked for is
// not.
void leave_out_unknown(json& meta, const runs::Summary& summary) {
  meta["generator"] = nullptr;
  if ((summary.totals.*runs::headline_of(summary).time).all.empty()) meta["totals"] = nullptr;
  for (const char* key : {"offered", "started", "censored", "offered_rate"}) meta["load"][key] = nullptr;
}

Conclusion concluded(const runs::RunRecord& record, runs::Summary&& summary, std::vector<ThresholdResult>&& thresholds) {
  Conclusion conclusion;
  conclusion.summary = std::move(summary);
  conclusion.thresholds = std::move(thresholds);
  conclusion.percentiles = shown_percentiles(conclusion.thresholds);
  conclusion.validity = judge_measurement(record, conclusion.summary);
  conclusion.steered = runs::steering_of(record);
  const Ending ending = ending_of(record);
  conclusion.interrupted = ending == Ending::interrupt || ending == Ending::steered || ending == Ending::unfinished;
  conclusion.cut_short = ending != Ending::plan;
  conclusion.exit = exit_code(record, conclusion);
  return conclusion;
}

}  // namespace

bool Conclusion::thresholds_passed() const noexcept {
  return std::all_of(thresholds.begin(), thresholds.end(), [](const ThresholdResult& result) { return result.passed(); });
}

Conclusion conclude(const runs::RunRecord& record) {
  runs::Summary summary = runs::summarise(record);
  std::vector<ThresholdResult> thresholds = judge_thresholds(record, summary);
  return concluded(record, std::move(summary), std::move(thresholds));
}

Conclusion conclude(const runs::RunRecord& record, const ThresholdWatch& watch) {
  runs::Summary summary = runs::summarise(record);
  std::vector<ThresholdResult> thresholds = judge_thresholds(record, summary, watch);
  return concluded(record, std::move(summary), std::move(thresholds));
}

json with_conclusion(json meta, const Conclusion& conclusion) {
  meta.update(runs::to_json(conclusion.summary, conclusion.percentiles));
  if (!conclusion.validity.judged) leave_out_unknown(meta, conclusion.summary);
  meta["ended_ns"] = conclusion.summary.actual.count();
  meta["verdict"] = to_json(conclusion);
  meta["thresholds"] = json::array();
  for (const ThresholdResult& result : conclusion.thresholds) meta["thresholds"].push_back(to_json(result));
  meta["warnings"] = conclusion.validity.warnings;
  if (!conclusion.steered.empty()) meta["steered"] = runs::to_json(conclusion.steered);
  return meta;
}

}  // namespace rushhour::verdicts
