#include "tests/unit/reports/sample_breakdown.hpp"

#include <utility>

namespace rushhour::test {
namespace {

using nlohmann::json;

constexpr std::int64_t ms = 1'000'000;

// The steps' series under their groups, orders from the two zones by turns.
latency::Interval regrouped(const latency::Interval& interval, std::size_t number) {
  latency::Interval changed{interval.begin, interval.length, {}};
  for (const auto& [series, histogram] : interval.series) {
    latency::Series of = series;
    if (of.step == "read menu") of.tags = {{"group", "shop"}};
    if (of.step == "place order") of.tags = {{"group", "shop/check out"}, {"zone", number % 2 == 0 ? "north" : "south"}};
    changed.series[of].merge(histogram);
  }
  return changed;
}

void add_lengths(latency::Interval& interval, bool warm) {
  for (int i = 0; i < 60; ++i) {
    const auto record = [&](const char* kind, bool ok, std::int64_t value, latency::Tags tags = {}) {
      interval.series[{"diners", "", kind, ok, warm, std::move(tags)}].record(value);
    };
    record("iteration", i > 0, (500 + 20 * i) * ms);
    record("group", true, (90 + i) * ms, {{"group", "shop"}});
    record("group", true, (20 + i) * ms, {{"group", "shop/check out"}});
    record("time:queue_time", true, (3 + i) * ms);
    record("trend:basket", true, 1000 * (1 + i % 7), {{"zone", i % 3 == 0 ? "north" : "south"}});
  }
}

json metrics_at(std::size_t second) {
  const auto metric = [](const char* name, const char* kind, json figures, json tags = json::object()) {
    figures.update({{"name", name}, {"kind", kind}, {"scenario", "diners"}, {"tags", std::move(tags)}});
    return figures;
  };
  const auto at_ns = static_cast<std::int64_t>(second) * 1000 * ms;
  return {
      metric("orders", "counter", {{"count", 40}, {"sum", 40.0}}, {{"zone", "north"}}),
      metric("orders", "counter", {{"count", 20}, {"sum", 20.0}}, {{"zone", "south"}}),
      metric("depth", "gauge", {{"count", 1}, {"last", static_cast<double>(second % 9)}, {"last_ns", at_ns}, {"min", 0.0}, {"max", 8.0}}),
      metric("from_cache", "rate", {{"count", 60}, {"hits", 45}})};
}

}  // namespace

void add_breakdown(runs::RunRecord& record) {
  for (std::size_t i = 0; i < record.intervals.size(); ++i) {
    const bool warm = !record.intervals[i].series.empty() && record.intervals[i].series.rbegin()->first.warmup;
    record.intervals[i] = regrouped(record.intervals[i], i);
    add_lengths(record.intervals[i], warm);
  }
  for (latency::Interval& minute : record.minutes) minute = regrouped(minute, 0);
  for (std::size_t i = 0; i < record.ticks.size(); ++i) {
    json& tick = record.ticks[i];
    json scenario = tick;
    for (const char* key : {"at_ns", "cpu"}) scenario.erase(key);
    if (i % 10 == 0) {
      scenario["rejected"] = tick["rejected"] = 2;
      scenario["script_errors"] = tick["script_errors"] = 1;
      tick["rejections"] = {
          {{"scenario", "diners"}, {"where", "lunch_rush.lua:41"}, {"message", "lunch_rush.lua:41: sold out"}, {"count", 2}}};
      tick["script_error_lines"] = {{{"scenario", "diners"},
                                     {"where", "lunch_rush.lua:17"},
                                     {"message", "lunch_rush.lua:17: attempt to index a nil value"},
                                     {"count", 1}}};
    }
    tick["scenarios"] = {{"diners", std::move(scenario)}};
    tick["metrics"] = metrics_at(i + 1);
  }
  record.events.push_back({{"at_ns", 3000 * ms}, {"event", "warning"}, {"message", "The tag 'zone' has more than 50 values."}});
}

}  // namespace rushhour::test
