#include "reports/verdicts/generator_use.hpp"

#include <algorithm>

#include "reports/runs/record_fields.hpp"
#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {
namespace {

using nlohmann::json;

LagUse use_of(const latency::Histogram& lag, const runs::Summary& summary) {
  const std::uint64_t n = lag.count();
  LagUse use;
  use.percentile = n >= 1000 ? 99 : n >= 100 ? 90 : n >= 20 ? 50 : 0;
  if (use.percentile == 0 || summary.totals.response.all.empty()) return {};
  const double q = quantile_of(use.percentile);
  use.lag_ns = lag.quantile(q);
  use.response_ns = summary.totals.response.all.quantile(q);
  return use;
}

// The share of worker `i`; a key that is missing says nothing of time, so zero.
double share_at(const json& tick, const char* key, std::size_t i) {
  const auto list = tick.find(key);
  if (list == tick.end() || !list->is_array() || i >= list->size() || !(*list)[i].is_number()) return 0;
  return (*list)[i].get<double>();
}

std::size_t workers_of(const json& tick, const char* key) {
  const auto list = tick.find(key);
  return list != tick.end() && list->is_array() ? list->size() : 0;
}

void count(TickUse& use, bool beyond) {
  ++use.ticks;
  use.beyond += beyond;
}

void count_share(TickUse& use, const json& tick, const char* key, double limit) {
  const auto share = tick.find(key);
  if (share != tick.end() && share->is_number()) count(use, share->get<double>() >= limit);
}

TickUse& operator+=(TickUse& use, const TickUse& other) noexcept {
  use.ticks += other.ticks;
  use.beyond += other.beyond;
  return use;
}

json to_json(const TickUse& use) { return {use.ticks, use.beyond}; }
TickUse read_use(const json& list, std::size_t i) {
  const json pair = list.is_array() && i < list.size() ? list[i] : json();
  const bool whole = pair.is_array() && pair.size() == 2 && pair[0].is_number_unsigned() && pair[1].is_number_unsigned();
  return whole ? TickUse{pair[0].get<std::size_t>(), pair[1].get<std::size_t>()} : TickUse{};
}

// Of the main phase: ticks whose middle lies in the warm-up are not of it.
GeneratorUse main_use(const runs::RunRecord& record, Instant warmup) {
  GeneratorUse sum;
  runs::each_tick(record, [&](const json& tick, Instant begin, Instant end) {
    if (runs::middle_of(begin, end) >= warmup) sum += use_in(tick, end - begin);
  });
  return sum;
}

}  // namespace

LagUse send_lag_use(const runs::Summary& summary) { return use_of(summary.generator.send_lag, summary); }

LagUse loop_lag_use(const runs::Summary& summary) { return use_of(summary.generator.loop_lag, summary); }

GeneratorUse use_in(const json& tick, Instant length) {
  GeneratorUse use;
  if (const auto merged = tick.find(merged_use_key); merged != tick.end())
    return {read_use(*merged, 0), read_use(*merged, 1), read_use(*merged, 2), read_use(*merged, 3), read_use(*merged, 4)};
  if (length < runs::shortest_tick) return use;
  if (const std::size_t workers = workers_of(tick, "cpu"); workers > 0) {
    bool wanted = false, computed = false;
    for (std::size_t i = 0; i < workers; ++i) {
      const double share = share_at(tick, "cpu", i);
      computed |= share >= busy_share;
      wanted |= share + share_at(tick, "core_wait", i) >= busy_share;
    }
    count(use.wanted, wanted);
    count(use.computed, computed);
  }
  if (const std::size_t workers = workers_of(tick, "core_wait"); workers > 0) {
    bool beyond = false;
    for (std::size_t i = 0; i < workers; ++i) beyond |= share_at(tick, "core_wait", i) >= long_core_wait;
    count(use.core_wait, beyond);
  }
  count_share(use.steal, tick, "steal", much_steal);
  count_share(use.throttled, tick, "throttled", much_throttling);
  return use;
}

GeneratorUse& GeneratorUse::operator+=(const GeneratorUse& other) noexcept {
  wanted += other.wanted;
  computed += other.computed;
  core_wait += other.core_wait;
  steal += other.steal;
  throttled += other.throttled;
  return *this;
}

json merged_use(const GeneratorUse& use) {
  return {to_json(use.wanted), to_json(use.computed), to_json(use.core_wait), to_json(use.steal), to_json(use.throttled)};
}

LostTime& LostTime::operator+=(const LostTime& other) noexcept {
  all += other.all;
  if (other.longest > longest) longest_at = other.longest_at;
  longest = std::max(longest, other.longest);
  return *this;
}

LostTime lost_in(const json& tick, Instant begin, Instant end) {
  if (const auto merged = tick.find(merged_lost_key); merged != tick.end()) {
    const auto at = [&](std::size_t i) {
      const bool there = merged->is_array() && i < merged->size() && (*merged)[i].is_number_integer();
      return Instant(there ? (*merged)[i].get<std::int64_t>() : 0);
    };
    return {at(0), at(1), at(2)};
  }
  constexpr Instant tick_length = std::chrono::seconds(1);
  const Instant gap = end - begin - tick_length;
  return gap > tick_length / 2 ? LostTime{gap, gap, begin} : LostTime{};
}

json merged_lost(const LostTime& lost) { return {lost.all.count(), lost.longest.count(), lost.longest_at.count()}; }

CpuUse cpu_use(const runs::RunRecord& record, Instant warmup) {
  const GeneratorUse use = main_use(record, warmup);
  return {use.wanted, use.computed};
}

TickUse core_wait_use(const runs::RunRecord& record, Instant warmup) { return main_use(record, warmup).core_wait; }

TickUse steal_use(const runs::RunRecord& record, Instant warmup) { return main_use(record, warmup).steal; }

TickUse throttled_use(const runs::RunRecord& record, Instant warmup) { return main_use(record, warmup).throttled; }

bool held_back(const runs::Summary& summary) noexcept { return summary.generator.waited_beside_idle * 1000 > summary.load.offered; }

bool came_late(const runs::Summary& summary) { return send_lag_use(summary).late() || loop_lag_use(summary).late() || held_back(summary); }

bool generator_missed_schedule(const runs::RunRecord& record, const runs::Summary& summary) {
  const runs::LoadFigures& load = summary.load;
  if ((load.dropped + load.censored) * 100 <= load.offered) return false;
  return came_late(summary) || cpu_use(record, summary.warmup).exhausted();
}

bool schedule_reached(const runs::Summary& summary) noexcept { return summary.load.done == summary.load.offered; }

}  // namespace rushhour::verdicts
