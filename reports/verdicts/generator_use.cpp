#include "reports/verdicts/generator_use.hpp"

#include <algorithm>

#include "reports/verdicts/threshold.hpp"

namespace rushhour::verdicts {
namespace {

using nlohmann::json;

constexpr double busy_share = 0.95;
constexpr double long_core_wait = 0.2;
constexpr double much_steal = 0.1;
constexpr double much_throttling = 0.1;
constexpr std::int64_t shortest_tick_ns = 500'000'000;  // a shorter one, as the last may be, says little about a share of a second

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

// Ticks whose middle lies in the warm-up are not of the main phase.
template <class Visit>
void each_main_tick(const runs::RunRecord& record, Instant warmup, Visit&& visit) {
  std::int64_t before_ns = 0;
  for (const json& tick : record.ticks) {
    const std::int64_t at_ns = tick.value("at_ns", std::int64_t{0});
    const std::int64_t length_ns = at_ns - before_ns;
    const bool warm = before_ns + length_ns / 2 < warmup.count();
    before_ns = at_ns;
    if (!warm && length_ns >= shortest_tick_ns) visit(tick);
  }
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

TickUse share_use(const runs::RunRecord& record, Instant warmup, const char* key, double limit) {
  TickUse use;
  each_main_tick(record, warmup, [&](const json& tick) {
    const auto share = tick.find(key);
    if (share == tick.end() || !share->is_number()) return;
    ++use.ticks;
    use.beyond += share->get<double>() >= limit;
  });
  return use;
}

}  // namespace

LagUse send_lag_use(const runs::Summary& summary) { return use_of(summary.generator.send_lag, summary); }

LagUse loop_lag_use(const runs::Summary& summary) { return use_of(summary.generator.loop_lag, summary); }

CpuUse cpu_use(const runs::RunRecord& record, Instant warmup) {
  CpuUse use;
  each_main_tick(record, warmup, [&](const json& tick) {
    const std::size_t workers = workers_of(tick, "cpu");
    if (workers == 0) return;
    bool wanted = false, computed = false;
    for (std::size_t i = 0; i < workers; ++i) {
      const double share = share_at(tick, "cpu", i);
      computed |= share >= busy_share;
      wanted |= share + share_at(tick, "core_wait", i) >= busy_share;
    }
    ++use.wanted.ticks;
    ++use.computed.ticks;
    use.wanted.beyond += wanted;
    use.computed.beyond += computed;
  });
  return use;
}

TickUse core_wait_use(const runs::RunRecord& record, Instant warmup) {
  TickUse use;
  each_main_tick(record, warmup, [&](const json& tick) {
    const std::size_t workers = workers_of(tick, "core_wait");
    if (workers == 0) return;
    ++use.ticks;
    bool beyond = false;
    for (std::size_t i = 0; i < workers; ++i) beyond |= share_at(tick, "core_wait", i) >= long_core_wait;
    use.beyond += beyond;
  });
  return use;
}

TickUse steal_use(const runs::RunRecord& record, Instant warmup) { return share_use(record, warmup, "steal", much_steal); }

TickUse throttled_use(const runs::RunRecord& record, Instant warmup) { return share_use(record, warmup, "throttled", much_throttling); }

bool held_back(const runs::Summary& summary) noexcept { return summary.generator.waited_beside_idle * 1000 > summary.load.offered; }

bool came_late(const runs::Summary& summary) { return send_lag_use(summary).late() || loop_lag_use(summary).late() || held_back(summary); }

bool schedule_reached(const runs::Summary& summary) noexcept { return summary.load.done == summary.load.offered; }

}  // namespace rushhour::verdicts
