#include "reports/runs/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "reports/foundation/user_error.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

constexpr std::uint64_t samples_beyond = 10;
constexpr Instant shortest_second =
    std::chrono::milliseconds(500);  // a shorter tick, as the last may be, says little about a share of a core

[[noreturn]] void damaged(const RunRecord& record, const char* key, const char* kind, const json& value) {
  throw UserError(fmt::format("{}: '{}' is no {}: {}; the run directory is damaged", record.directory.string(), key, kind, value.dump()));
}

bool is_count(const json& value) { return value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0); }

// Missing counts are zero: a tick names only what an older or smaller generator counted.
std::uint64_t count_of(const RunRecord& record, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return 0;
  if (!is_count(*found)) damaged(record, key, "count", *found);
  return found->get<std::uint64_t>();
}

Instant instant_of(const RunRecord& record, const json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return Instant(0);
  if (!found->is_number_integer()) damaged(record, key, "instant", *found);
  return Instant(found->get<std::int64_t>());
}

const json& object_of(const RunRecord& record, const json& object, const char* key) {
  static const json none = json::object();
  const auto found = object.find(key);
  if (found == object.end()) return none;
  if (!found->is_object()) damaged(record, key, "object", *found);
  return *found;
}

void read_lengths(const RunRecord& record, Summary& summary) {
  const json& plan = object_of(record, record.meta, "plan");
  summary.planned = instant_of(record, plan, "length_ns");
  summary.warmup = instant_of(record, plan, "warmup_ns");
  if (!record.ticks.empty())
    summary.actual = instant_of(record, record.ticks.back(), "at_ns");
  else if (!record.intervals.empty())
    summary.actual = record.intervals.back().begin + record.intervals.back().length;
  // A stated number of iterations takes as long as it takes: the plan only says how long at most.
  const auto bound = plan.find("iteration_bound");
  if (bound != plan.end() && *bound == true) summary.planned = std::min(summary.planned, summary.actual);
}

void count_checks(const RunRecord& record, const json& tick, Summary& summary) {
  for (const auto& [name, counts] : object_of(record, tick, "checks").items()) {
    if (!counts.is_array() || counts.size() != 2 || !is_count(counts[0]) || !is_count(counts[1]))
      damaged(record, "checks", "pair of counts", counts);
    summary.checks[name].passes += counts[0].get<std::uint64_t>();
    summary.checks[name].fails += counts[1].get<std::uint64_t>();
  }
}

void count_ticks(const RunRecord& record, Summary& summary) {
  LoadFigures& load = summary.load;
  GeneratorFigures& generator = summary.generator;
  for (const json& tick : record.ticks) {
    const auto count = [&](const char* key) { return count_of(record, tick, key); };
    load.offered += count("offered");
    load.started += count("started");
    load.done += count("done");
    load.dropped += count("dropped");
    load.censored += count("censored");
    generator.waited_for_user += count("waited_for_user");
    generator.waited_beside_idle += count("waited_beside_idle");
    generator.script_errors += count("script_errors");
    generator.users_max = std::max(generator.users_max, count("users_busy"));
    generator.users_permitted = std::max(generator.users_permitted, count("users_permitted"));
    const json& errors = object_of(record, tick, "errors");
    for (const auto& [name, n] : errors.items()) summary.errors[name] += count_of(record, errors, name.c_str());
    count_checks(record, tick, summary);
  }
}

// A run that its plan did not end is measured by what there was of it; one that ended as planned, by the plan.
void rate_load(const RunRecord& record, Summary& summary) {
  const auto ended_by = record.meta.find("ended_by");
  const bool cut_short = record.interrupted || (ended_by != record.meta.end() && *ended_by != "plan");
  const bool shorter = cut_short && summary.actual < summary.planned;
  const Instant offered_in = shorter || summary.planned == Instant(0) ? summary.actual : summary.planned;
  const Instant done_in = std::max(offered_in, summary.actual);
  if (offered_in > Instant(0)) summary.load.offered_rate = static_cast<double>(summary.load.offered) / seconds(offered_in);
  if (done_in > Instant(0)) summary.load.achieved_rate = static_cast<double>(summary.load.done) / seconds(done_in);
}

double share_of(const RunRecord& record, const json& value, const char* key) {
  if (!value.is_number()) damaged(record, key, "share", value);
  return value.get<double>();
}

/// Adds up a share of each tick, of one or several that the tick may hold; of several the largest sum counts.
class ShareSum {
 public:
  void add(const RunRecord& record, const json& tick, const char* key, Instant length) {
    const auto found = tick.find(key);
    if (found == tick.end()) return;
    if (!found->is_array()) return add(0, share_of(record, *found, key), length);
    for (std::size_t i = 0; i < found->size(); ++i) add(i, share_of(record, (*found)[i], key), length);
  }

  std::optional<ShareFigures> over(Instant whole) const {
    if (spent_s_.empty()) return std::nullopt;
    const double most = *std::max_element(spent_s_.begin(), spent_s_.end());
    return ShareFigures{max_, whole > Instant(0) ? most / seconds(whole) : 0};
  }

 private:
  void add(std::size_t index, double share, Instant length) {
    if (spent_s_.size() <= index) spent_s_.resize(index + 1);
    spent_s_[index] += share * seconds(length);
    if (length >= shortest_second) max_ = std::max(max_, share);
  }

  std::vector<double> spent_s_;
  double max_ = 0;
};

void measure_health(const RunRecord& record, GeneratorFigures& generator) {
  ShareSum cpu, core_wait, steal, throttled;
  Instant last{0};
  for (const json& tick : record.ticks) {
    const Instant at = instant_of(record, tick, "at_ns");
    const Instant length = at - std::exchange(last, at);
    if (const auto found = tick.find("cpu"); found != tick.end() && !found->is_array()) damaged(record, "cpu", "list", *found);
    cpu.add(record, tick, "cpu", length);
    core_wait.add(record, tick, "core_wait", length);
    steal.add(record, tick, "steal", length);
    throttled.add(record, tick, "throttled", length);
    generator.throttled_for += instant_of(record, tick, "throttled_ns");
    const auto most = [&](std::uint64_t& figure, const char* key) { figure = std::max(figure, count_of(record, tick, key)); };
    most(generator.descriptors_max, "descriptors");
    most(generator.descriptor_limit, "descriptor_limit");
    most(generator.resident_bytes_max, "resident_bytes");
    most(generator.connections_max, "connections");
    generator.connections_opened += count_of(record, tick, "connections_opened");
    generator.waited_for_connection += count_of(record, tick, "waited_for_connection");
  }
  const ShareFigures used = cpu.over(last).value_or(ShareFigures{});
  generator.cpu_max = used.max;
  generator.cpu_mean = used.mean;
  generator.core_wait = core_wait.over(last);
  generator.steal = steal.over(last);
  generator.throttled = throttled.over(last);
}

void add(StepFigures& figures, const latency::Series& series, const latency::Histogram& histogram) {
  if (series.kind == "response") figures.response.all.merge(histogram);
  if (series.kind == "response_bound") figures.response.bounds.merge(histogram);
  if (series.kind == "service_bound") figures.service.bounds.merge(histogram);
  if (series.kind != "service") return;
  figures.service.all.merge(histogram);
  figures.count += histogram.count();
  if (!series.ok) figures.errors += histogram.count();
}

bool belongs_to_a_step(const latency::Series& series) {
  return series.kind == "response" || series.kind == "service" || series.kind == "response_bound" || series.kind == "service_bound";
}

/// Steps as they are met, sorted by scenario at the end.
class StepTable {
 public:
  explicit StepTable(const RunRecord& record) {
    const json& plan = object_of(record, record.meta, "plan");
    const auto scenarios = plan.find("scenarios");
    if (scenarios == plan.end()) return;
    if (!scenarios->is_array()) damaged(record, "scenarios", "list", *scenarios);
    for (const json& scenario : *scenarios)
      if (scenario.is_object() && scenario.contains("name") && scenario["name"].is_string()) rank(scenario["name"].get<std::string>());
  }

  StepFigures& at(const latency::Series& series) {
    const auto [place, is_new] = index_.try_emplace({series.scenario, series.step}, steps_.size());
    if (is_new) {
      rank(series.scenario);
      steps_.push_back({series.scenario, series.step, 0, 0, {}, {}});
    }
    return steps_[place->second];
  }

  std::vector<StepFigures> in_order() && {
    // What never started stands behind the steps that did.
    const auto key = [this](const StepFigures& step) {
      return std::pair(ranks_.at(step.scenario), step.step == latency::not_started_step);
    };
    std::stable_sort(steps_.begin(), steps_.end(), [&](const StepFigures& a, const StepFigures& b) { return key(a) < key(b); });
    return std::move(steps_);
  }

 private:
  void rank(const std::string& scenario) { ranks_.try_emplace(scenario, ranks_.size()); }

  std::map<std::string, std::size_t> ranks_;  // of scenarios: the plan's order, then the log's
  std::map<std::pair<std::string, std::string>, std::size_t> index_;
  std::vector<StepFigures> steps_;
};

void add_all(StepFigures& totals, const StepFigures& step) {
  totals.count += step.count;
  totals.errors += step.errors;
  totals.response.all.merge(step.response.all);
  totals.response.bounds.merge(step.response.bounds);
  totals.service.all.merge(step.service.all);
  totals.service.bounds.merge(step.service.bounds);
  for (const auto& [name, histogram] : step.phases) totals.phases[name].merge(histogram);
  for (const auto& [name, histogram] : step.parts) totals.parts[name].merge(histogram);
}

void merge_phases(const RunRecord& record, StepTable& steps) {
  for (const latency::Interval& minute : record.minutes)
    for (const auto& [series, histogram] : minute.series) {
      if (series.warmup) continue;
      StepFigures& step = steps.at(series);
      if (latency::is_phase(series.kind)) step.phases[series.kind].merge(histogram);
      if (latency::is_part(series.kind)) step.parts[series.kind.substr(latency::part_prefix.size())].merge(histogram);
    }
}

void merge_latencies(const RunRecord& record, Summary& summary) {
  StepTable steps(record);
  for (const latency::Interval& interval : record.intervals)
    for (const auto& [series, histogram] : interval.series) {
      if (series.warmup) continue;
      if (series.kind == "send_lag") summary.generator.send_lag.merge(histogram);
      if (series.kind == "loop_lag") summary.generator.loop_lag.merge(histogram);
      if (belongs_to_a_step(series)) add(steps.at(series), series, histogram);
    }
  merge_phases(record, steps);
  summary.steps = std::move(steps).in_order();
  for (const StepFigures& step : summary.steps) add_all(summary.totals, step);
}

}  // namespace

bool Latency::at_least(double q) const noexcept {
  if (bounds.empty() || all.empty()) return false;
  // With every bound at infinity, the value stays iff enough finite samples lie up to it.
  const std::int64_t value = all.quantile(q);
  const std::uint64_t up_to = all.count() - all.count_above(value);
  const std::uint64_t bounds_up_to = bounds.count() - bounds.count_above(value);
  return up_to < latency::quantile_rank(q, all.count()) + bounds_up_to;
}

bool Latency::supported(double q) const noexcept {
  const std::uint64_t n = all.count();
  if (n == 0) return false;
  if (q >= 1 || (n == 1 && q == 0.5)) return true;
  return n - latency::quantile_rank(q, n) >= samples_beyond;
}

Summary summarise(const RunRecord& record) {
  Summary summary;
  read_lengths(record, summary);
  count_ticks(record, summary);
  rate_load(record, summary);
  measure_health(record, summary.generator);
  merge_latencies(record, summary);
  return summary;
}

}  // namespace rushhour::runs
