#pragma once

#include <cstdint>

#include "reports/verdicts/validity.hpp"

namespace rushhour::verdicts {

/// A run without a fault, to be harmed by tests.
inline constexpr std::int64_t ms = 1'000'000;

struct Sound {
  runs::RunRecord record;
  runs::Summary summary;
};

// Ten seconds without a fault: 2,000 requests of 20 ms, sent 0.1 ms late, on a generator at half a core.
inline Sound sound_run() {
  Sound run;
  run.record.meta = {{"ended_by", "plan"}, {"plan", {{"thresholds", nlohmann::json::array()}}}};
  for (int tick = 1; tick <= 10; ++tick) run.record.ticks.push_back({{"at_ns", tick * 1000 * ms}, {"cpu", {0.5, 0.2}}});
  run.summary.totals.response.all.record(20 * ms, 2000);
  run.summary.generator.send_lag.record(ms / 10, 2000);
  run.summary.load = {1000, 1000, 1000, 0, 0, 0, 100, 100};
  run.summary.generator.users_permitted = 50;
  return run;
}

// What others took of the first worker's core, or of the machine, in the first so many seconds.
inline void set_core_wait(Sound& run, std::size_t ticks, double share) {
  for (std::size_t i = 0; i < run.record.ticks.size(); ++i) run.record.ticks[i]["core_wait"] = {i < ticks ? share : 0.0, 0.0};
  run.summary.generator.core_wait = runs::ShareFigures{share, share / 2};
}

inline void set_machine(Sound& run, const char* key, std::size_t ticks, double share) {
  for (std::size_t i = 0; i < run.record.ticks.size(); ++i) run.record.ticks[i][key] = i < ticks ? share : 0.0;
  run.summary.generator.steal = run.summary.generator.throttled = runs::ShareFigures{share, share / 2};
}

// What came of connecting 100 users ahead.
inline void set_prefetch(Sound& run, std::uint64_t opened, const char* error, const char* message) {
  run.record.events.push_back(
      {{"at_ns", 0}, {"event", "prefetch"}, {"wanted", 100u}, {"opened", opened}, {"error", error}, {"message", message}});
}

// Late enough to be in the figures, and one reason of its own.
inline void make_late(Sound& run) { run.summary.generator.send_lag.record(5 * ms, 200); }

inline void set_cpu(Sound& run, std::size_t busy_ticks, double share) {
  for (std::size_t i = 0; i < busy_ticks; ++i) run.record.ticks[i]["cpu"][1] = share;
}

}  // namespace rushhour::verdicts
