#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/runs/run_writer.hpp"
#include "tests/unit/reports/warehouse/records.hpp"

namespace rushhour::warehouse::fixtures {

/// Two steps, both outcomes, warm-up, lower bounds, iterations and send lag.
inline std::vector<latency::Interval> lunch() {
  std::vector<latency::Interval> intervals;
  for (std::int64_t s = 0; s < 12; ++s) {
    const bool warmup = s < 2;
    std::map<latency::Series, latency::Histogram> series;
    series[{"diners", "read menu", "response", true, warmup}] = ladder(200, (s + 1) * millisecond, 7'000 + s);
    series[{"diners", "read menu", "service", true, warmup}] = ladder(200, (s + 1) * millisecond, 5'000);
    series[{"diners", "place | order", "response", true, warmup}] = ladder(150, 4 * millisecond, 91'000 * (s + 1));
    series[{"diners", "place | order", "service", true, warmup}] = ladder(150, 3 * millisecond, 90'000);
    if (s % 3 == 0) {
      series[{"diners", "place | order", "response", false, warmup}] = ladder(2, 900 * millisecond, millisecond);
      series[{"diners", "place | order", "service", false, warmup}] = ladder(2, 890 * millisecond, millisecond);
      series[{"diners", "place | order", "response_bound", false, warmup}] = ladder(1, 900 * millisecond, 0);
      series[{"diners", "place | order", "service_bound", false, warmup}] = ladder(1, 890 * millisecond, 0);
    }
    series[{"diners", "(not started)", "response", false, warmup}] = ladder(1, 40 * millisecond, 0);
    series[{"diners", "", "iteration", true, warmup}] = ladder(10, second, 1000);
    series[{"", "", "send_lag", true, warmup}] = ladder(300, 20'000, 3);
    intervals.push_back(interval_at(s, std::move(series)));
  }
  return intervals;
}

/// A finished run directory `parent`/`name`; `extra` joins its run.json.
inline std::filesystem::path write_run(const std::filesystem::path& parent, const std::string& name,
                                       const std::vector<latency::Interval>& intervals, nlohmann::json extra = nlohmann::json::object(),
                                       std::int64_t started = half_past_six) {
  nlohmann::json meta = meta_of(name, started);
  meta.update(extra);
  runs::RunWriter writer(parent / name, meta, WallTime(std::chrono::nanoseconds(started)));
  for (const latency::Interval& interval : intervals) writer.append(interval);
  for (std::int64_t s = 1; s <= 3; ++s)
    writer.append_tick({{"at_ns", s * second},
                        {"offered", 10 * s},
                        {"requests", 20 * s},
                        {"errors", {{"http 503", s}, {"read timeout", 1}}},
                        {"users_busy", 5},
                        {"cpu", {0.25, 0.5}},
                        {"core_wait", {0.125, 0.0625}},
                        {"steal", 0.03125},
                        {"descriptors", 40 + s},
                        {"descriptor_limit", 64},
                        {"waited_for_connection", s},
                        {"a_key_of_tomorrow", {{"x", 1}}}});
  writer.replace_meta(meta);
  return parent / name;
}

}  // namespace rushhour::warehouse::fixtures
