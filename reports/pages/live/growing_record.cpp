#include "reports/pages/live/growing_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "reports/pages/charts/grid.hpp"
#include "reports/pages/live/tick_merge.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::pages {
namespace {

using latency::Interval;
using nlohmann::json;

nlohmann::json plan_of(const json& meta) {
  const auto plan = meta.find("plan");
  return plan != meta.end() && plan->is_object() ? *plan : json::object();
}

Instant as_logged(Instant at) { return std::chrono::round<std::chrono::milliseconds>(at); }

// One that follows at once: the stretch grows to the end of it.
void append(Interval& into, const Interval& later) {
  into.merge(later);
  into.length = std::max(into.length, later.begin + later.length - into.begin);
}

Instant middle_of(const Interval& interval) { return interval.begin + interval.length / 2; }
Instant middle_of(const PlacedTick& tick) { return tick.begin + (tick.end - tick.begin) / 2; }

}  // namespace

GrowingRecord::GrowingRecord(json meta, GrowingLimits limits) : limits_(limits), watch_(plan_of(meta)), course_("response") {
  record_.meta = std::move(meta);
  record_.running = record_.interrupted = record_.merged = true;
  const json plan = plan_of(record_.meta);
  warmup_ = runs::instant_of(record_, plan, "warmup_ns");
  for (const json& scenario : runs::scenarios_of(record_)) {
    const json& stages = runs::list_of(record_, scenario, "stages");
    if (stages.size() < 2) continue;
    std::vector<Instant> ends{runs::instant_of(record_, scenario, "start_ns")};
    for (const json& stage : stages) ends.push_back(ends.back() + runs::instant_of(record_, stage, "length_ns"));
    stage_ends_.push_back(std::move(ends));
  }
}

GrowingRecord::Place GrowingRecord::place_of(Instant middle) const {
  Place place{middle < warmup_};
  for (const std::vector<Instant>& ends : stage_ends_)
    place.push_back(static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), middle) - ends.begin()));
  return place;
}

void GrowingRecord::tick(json line) {
  watch_.tick(line);
  record_.ticks.push_back(std::move(line));
  if (record_.ticks.size() > limits_.ticks) merge_ticks();
}

// Into stretches of the grid on which the charts draw a run of this length.
void GrowingRecord::merge_ticks() {
  const Instant width = rung(rung_for(runs::instant_of(record_, record_.ticks.back(), "at_ns"), limits_.ticks / 2));
  std::vector<PlacedTick> merged;
  Instant begin{0};
  for (json& line : record_.ticks) {
    const Instant end = runs::instant_of(record_, line, "at_ns");
    PlacedTick tick{std::move(line), begin, end};
    begin = end;
    if (!merged.empty() && belong_together(merged.back(), tick, width))
      merge_tick(merged.back(), tick);
    else
      merged.push_back(std::move(tick));
  }
  record_.ticks.clear();
  for (PlacedTick& tick : merged) record_.ticks.push_back(std::move(tick.line));
}

bool GrowingRecord::belong_together(const PlacedTick& a, const PlacedTick& b, Instant width) const {
  return a.begin / width == b.begin / width && place_of(middle_of(a)) == place_of(middle_of(b));
}

void GrowingRecord::interval(Interval interval) {
  if (interval.series.empty()) return;
  interval.begin = as_logged(interval.begin);
  interval.length = as_logged(interval.length);
  if (latency::is_by_minute(interval.series.begin()->first.kind)) {
    watch_.minute(interval);
    record_.minutes.empty() ? record_.minutes.push_back(std::move(interval)) : append(record_.minutes.front(), interval);
    return;
  }
  watch_.interval(interval);
  course_.add(interval);
  if (course_.intervals().size() > limits_.stretches) course_.coarsen(limits_.stretches / 2);
  std::vector<Interval>& kept = record_.intervals;
  if (!kept.empty() && place_of(middle_of(kept.back())) == place_of(middle_of(interval)))
    append(kept.back(), interval);
  else
    kept.push_back(interval);
  latest_ = std::move(interval);
}

void GrowingRecord::event(json event) {
  if (record_.events.size() < limits_.events) return record_.events.push_back(std::move(event));
  if (record_.warnings.empty())
    record_.warnings.push_back(fmt::format("More than {} events; this page shows the first, the run directory has all.", limits_.events));
}

void GrowingRecord::slow_request(runs::SlowRequest request) {
  std::vector<std::size_t>& kept = slowest_of_[{request.scenario, request.step}];
  if (kept.size() < limits_.slowest) {
    kept.push_back(record_.slowest.size());
    record_.slowest.push_back(std::move(request));
    return;
  }
  const auto quicker = [this](std::size_t a, std::size_t b) { return record_.slowest[a].response < record_.slowest[b].response; };
  runs::SlowRequest& least = record_.slowest[*std::min_element(kept.begin(), kept.end(), quicker)];
  if (request.response > least.response) least = std::move(request);
}

void GrowingRecord::finish(runs::RunRecord&& rest) {
  record_.directory = std::move(rest.directory);
  record_.meta = std::move(rest.meta);
  record_.telemetry = std::move(rest.telemetry);
  record_.interrupted = rest.interrupted;
  record_.running = false;
  record_.warnings.insert(record_.warnings.end(), rest.warnings.begin(), rest.warnings.end());
  runs::tell_lost_minute(record_);
}

}  // namespace rushhour::pages
