#include "reports/verdicts/threshold_watch.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace rushhour::verdicts {
namespace {

using nlohmann::json;

Instant instant_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return Instant(found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0);
}

// As the log has it: what is judged while the run goes on is judged again from there.
Instant as_logged(Instant at) { return std::chrono::round<std::chrono::milliseconds>(at); }

// A finished run is measured against its plan, even if its last sample came early; one that was cut short against what it lasted.
Instant measured_length(const runs::RunRecord& record, const runs::Summary& summary) {
  const auto ended_by = record.meta.find("ended_by");
  const bool whole = !record.interrupted && ended_by != record.meta.end() && *ended_by == "plan";
  return whole ? std::max(summary.planned, summary.actual) : summary.actual;
}

}  // namespace

ThresholdWatch::ThresholdWatch(const json& plan) {
  for (Threshold& threshold : read_thresholds(plan))
    trials_.emplace_back(std::move(threshold), instant_at(plan, "warmup_ns"), instant_at(plan, "length_ns"));
}

void ThresholdWatch::note(std::optional<Crossing>&& crossing) {
  if (crossing) crossings_.push_back(std::move(*crossing));
}

void ThresholdWatch::tick(const json& tick) {
  const Instant end = instant_at(tick, "at_ns");
  const Span slice{std::exchange(tick_end_, end), end};
  for (ThresholdTrial& trial : trials_) {
    if (source_of(trial.threshold()) != Source::ticks) continue;
    Gathering gathered;
    gather(trial.threshold(), tick, gathered);
    note(trial.add(slice, std::move(gathered)));
  }
}

void ThresholdWatch::add(Source source, const latency::Interval& interval) {
  const Instant begin = as_logged(interval.begin);
  const Span slice{begin, begin + as_logged(interval.length)};
  for (ThresholdTrial& trial : trials_) {
    if (source_of(trial.threshold()) != source) continue;
    Gathering gathered;
    gather(trial.threshold(), interval, gathered);
    note(trial.add(slice, std::move(gathered)));
  }
}

// An interval without samples has no line in the log; here it is as long as it was there.
void ThresholdWatch::interval(const latency::Interval& interval) {
  if (interval.series.empty()) return;
  while (interval_end_ < as_logged(interval.begin)) {
    const Instant length = std::min(latency::interval_length(interval_end_), as_logged(interval.begin) - interval_end_);
    add(Source::intervals, {interval_end_, length, {}});
    interval_end_ += length;
  }
  add(Source::intervals, interval);
  interval_end_ = as_logged(interval.begin) + as_logged(interval.length);
}

void ThresholdWatch::minute(const latency::Interval& minute) {
  if (!minute.series.empty()) add(Source::minutes, minute);
}

std::vector<Crossing> ThresholdWatch::take_crossings() { return std::exchange(crossings_, {}); }

std::vector<ThresholdResult> ThresholdWatch::crossed_now(Instant at) const {
  std::vector<ThresholdResult> crossed;
  for (const ThresholdTrial& trial : trials_) {
    ThresholdResult result;
    static_cast<Judgement&>(result) = trial.now(at);
    if (result.state != Judgement::State::failed) continue;
    result.threshold = trial.threshold();
    crossed.push_back(std::move(result));
  }
  return crossed;
}

std::vector<ThresholdResult> ThresholdWatch::results(Instant length) const {
  std::vector<ThresholdResult> results;
  results.reserve(trials_.size());
  for (const ThresholdTrial& trial : trials_) results.push_back(trial.result(length));
  return results;
}

std::vector<ThresholdResult> judge_thresholds(const runs::RunRecord& record, const runs::Summary& summary) {
  const auto plan = record.meta.find("plan");
  if (plan == record.meta.end() || !plan->is_object()) return {};
  ThresholdWatch watch(*plan);
  for (const json& tick : record.ticks) watch.tick(tick);
  for (const latency::Interval& interval : record.intervals) watch.interval(interval);
  for (const latency::Interval& minute : record.minutes) watch.minute(minute);
  return judge_thresholds(record, summary, watch);
}

std::vector<ThresholdResult> judge_thresholds(const runs::RunRecord& record, const runs::Summary& summary, const ThresholdWatch& watch) {
  return watch.results(measured_length(record, summary));
}

}  // namespace rushhour::verdicts
