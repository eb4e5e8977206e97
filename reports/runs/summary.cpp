#include "reports/runs/summary.hpp"

#include <algorithm>
#include <utility>

#include "reports/runs/breakdown.hpp"
#include "reports/runs/record_fields.hpp"
#include "reports/runs/step_table.hpp"
#include "reports/runs/tick_counts.hpp"

namespace rushhour::runs {
namespace {

using nlohmann::json;

constexpr std::uint64_t samples_beyond = 10;

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

void count_ticks(const RunRecord& record, Summary& summary) {
  GeneratorFigures& generator = summary.generator;
  for (const json& tick : record.ticks) {
    const auto count = [&](const char* key) { return count_of(record, tick, key); };
    count_iterations(record, tick, summary.load);
    count_errors(record, tick, summary.errors);
    count_checks(record, tick, summary.checks);
    generator.waited_for_user += count("waited_for_user");
    generator.waited_beside_idle += count("waited_beside_idle");
    generator.script_errors += count("script_errors");
    generator.users_max = std::max(generator.users_max, count("users_busy"));
    generator.users_permitted = std::max(generator.users_permitted, count("users_permitted"));
  }
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
    if (const auto most = tick.find(merged_most_key); most != tick.end()) max_ = std::max(max_, number_of(record, *most, key));
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
    if (length >= shortest_tick) max_ = std::max(max_, share);
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

void merge_latencies(const RunRecord& record, Summary& summary) {
  ScenarioOrder order(record);
  StepTable steps;
  each_of_main(record, [&](const latency::Series& series, const latency::Histogram& histogram) {
    if (series.kind == "send_lag") summary.generator.send_lag.merge(histogram);
    if (series.kind == "loop_lag") summary.generator.loop_lag.merge(histogram);
    if (series.kind == "iteration") (series.ok ? summary.iterations.ok : summary.iterations.failed).merge(histogram);
    if (is_of_a_step(series)) steps.add(series, histogram);
  });
  summary.steps = std::move(steps).in_order(order);
  summary.totals = sum_of(summary.steps);
}

}  // namespace

bool supports(const latency::Histogram& samples, double q) noexcept {
  const std::uint64_t n = samples.count();
  if (n == 0) return false;
  if (q >= 1 || (n == 1 && q == 0.5)) return true;
  return n - latency::quantile_rank(q, n) >= samples_beyond;
}

bool Latency::at_least(double q) const noexcept {
  if (bounds.empty() || all.empty()) return false;
  // With every bound at infinity, the value stays iff enough finite samples lie up to it.
  const std::int64_t value = all.quantile(q);
  const std::uint64_t up_to = all.count() - all.count_above(value);
  const std::uint64_t bounds_up_to = bounds.count() - bounds.count_above(value);
  return up_to < latency::quantile_rank(q, all.count()) + bounds_up_to;
}

Instant main_length(const Summary& summary) noexcept { return std::max(Instant(0), summary.actual - summary.warmup); }

Headline headline_of(const Summary& summary) noexcept {
  if (summary.totals.response.all.empty() && !summary.totals.service.all.empty())
    return {"Service time", "service time", "service", &StepFigures::service};
  return {"Response time", "response time", "response", &StepFigures::response};
}

Summary summarise(const RunRecord& record) {
  Summary summary;
  read_lengths(record, summary);
  count_ticks(record, summary);
  rate_load(summary.load, summary.planned, summary.actual, was_cut_short(record));
  measure_health(record, summary.generator);
  merge_latencies(record, summary);
  break_down(record, summary);
  summary.metrics = script_metrics(record, summary.warmup);
  return summary;
}

}  // namespace rushhour::runs
