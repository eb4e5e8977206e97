#include "tests/unit/reports/sample_run.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "reports/foundation/random_stream.hpp"
#include "reports/runs/run_writer.hpp"

namespace rushhour::test {
namespace {

using nlohmann::json;

constexpr double ms = 1e6;

json sample_meta(const SampleRun& wanted) {
  const std::int64_t length_ns = std::int64_t{wanted.length_s} * 1'000'000'000;
  json stages{{{"length_ns", length_ns / 2}, {"rate_begin", 20 * wanted.scale}, {"rate_end", 200 * wanted.scale}},
              {{"length_ns", length_ns - length_ns / 2}, {"rate_begin", 200 * wanted.scale}, {"rate_end", 200 * wanted.scale}}};
  json scenario{{"name", "diners"}, {"executor", "ramping-arrival-rate"}, {"exec", "order_lunch"}, {"arrivals", "poisson"},
                {"max_vus", 5000},  {"stages", std::move(stages)}};
  return {{"schema", 1},
          {"run", "lunch-rush-20261121T063000Z-7f3a"},
          {"status", "finished"},
          {"ended_by", "plan"},
          {"seed", 42},
          {"started", "2026-11-21T06:30:00.123Z"},
          {"started_epoch_ns", 1795242600123000000},
          {"version", "0.1.0"},
          {"target", "http://127.0.0.1:8080"},
          {"command_line", {"rushhour", "run", "scenarios/lunch_rush.lua", "-e", "NAME=it's me"}},
          {"script", {{"file", "scenarios/lunch_rush.lua"}, {"sha256", std::string(64, 'a')}}},
          {"host",
           {{"kernel", "Linux 6.1.0"}, {"cpus", 2}, {"cpu_model", "Example 3000"}, {"memory_bytes", 8201150464}, {"descriptors", 20000}}},
          {"settings", {{"seed", {{"value", 42}, {"source", "default"}}}}},
          {"plan",
           {{"warmup_ns", std::int64_t{wanted.warmup_s} * 1'000'000'000},
            {"length_ns", length_ns},
            {"threads", 2},
            {"scenarios", json::array({std::move(scenario)})},
            {"thresholds", json::array()}}}};
}

class Maker {
 public:
  explicit Maker(const SampleRun& wanted) : wanted_(wanted), random_(1, "sample", "run", 0) {}

  void second(int s, runs::RunRecord& record) {
    const bool stalled = wanted_.stalls && s >= 31 && s < 36;
    const double rate = wanted_.scale * std::min(200.0, 20 + 9.0 * s);
    const auto iterations = static_cast<std::uint64_t>(std::llround(rate));
    interval_ = {std::chrono::seconds(s), std::chrono::seconds(1), {}};
    if (s % 60 == 0) record.minutes.push_back({interval_.begin, std::chrono::seconds(std::min(60, wanted_.length_s - s)), {}});
    minute_ = &record.minutes.back();
    errors_ = json::object();
    warm_ = s < wanted_.warmup_s;
    for (std::uint64_t i = 0; i < iterations; ++i)
      for (const std::string& step : {std::string("read menu"), std::string("place order"), wanted_.step}) request(step, stalled, s);
    for (int beat = 0; beat < 50; ++beat)
      this->record("", "", "loop_lag", true, (wanted_.weak_generator ? 30 : 1) * (0.02 + 0.002 * beat) * ms);
    record.intervals.push_back(interval_);
    record.ticks.push_back(tick(s, iterations, stalled));
  }

 private:
  void request(const std::string& step, bool stalled, int s) {
    double service = std::exp(random_.normal() * 0.5 + (step == "place order" ? 1.4 : 0.2)) * ms;
    double waited = random_.uniform() * 0.1 * ms;
    if (stalled) waited = (36 - s) * 300 * ms * random_.uniform();
    const bool timeout = wanted_.stalls && random_.uniform() < 0.0004;
    const bool refused = stalled && random_.uniform() < 0.05;
    if (timeout) service = 2000 * ms;
    const bool ok = !timeout && !refused;
    if (!ok) {
      const std::string name = timeout ? "read timeout" : wanted_.trouble;
      errors_[name] = errors_.value(name, 0U) + 1U;
    }
    record("diners", step, "response", ok, service + waited);
    record("diners", step, "service", ok, service);
    size(step, "bytes_out", ok, step == "place order" ? 580 : 180);
    if (!timeout) size(step, "bytes_in", ok, 900 + 100 * (s % 7));
    if (timeout) record("diners", step, "response_bound", ok, service + waited);
    if (timeout) record("diners", step, "service_bound", ok, service);
    record("", "", "send_lag", true, wanted_.weak_generator ? random_.exponential() * 3 * ms : (0.03 + 0.05 * random_.exponential()) * ms);
  }

  void record(const std::string& scenario, const std::string& step, const char* kind, bool ok, double ns) {
    interval_.series[{scenario, step, kind, ok, warm_}].record(std::llround(ns));
  }

  void size(const std::string& step, const char* kind, bool ok, std::int64_t bytes) {
    minute_->series[{"diners", step, kind, ok, warm_}].record(bytes);
  }

  json tick(int s, std::uint64_t iterations, bool stalled) const {
    const std::uint64_t unfinished = stalled ? iterations / 5 : 0;
    const double cpu = wanted_.weak_generator && s > 10 && s < 40 ? 0.98 : 0.41;
    return {{"at_ns", std::int64_t{s + 1} * 1'000'000'000},
            {"offered", iterations},
            {"started", iterations},
            {"done", iterations - unfinished},
            {"dropped", 0U},
            {"censored", unfinished},
            {"requests", 3 * iterations},
            {"errors", errors_},
            {"checks", {{"menu has dishes", {iterations - (stalled ? 1U : 0U), stalled ? 1U : 0U}}}},
            {"users_busy", 2 * iterations},
            {"users_permitted", 5000U},
            {"waited_for_user", stalled ? 40U : 0U},
            {"waited_beside_idle", stalled && wanted_.weak_generator ? 9U : 0U},
            {"script_errors", 0U},
            {"cpu", {cpu, 0.3}}};
  }

  const SampleRun& wanted_;
  RandomStream random_;
  latency::Interval interval_;
  latency::Interval* minute_ = nullptr;  // of the record
  json errors_;
  bool warm_ = false;
};

}  // namespace

runs::RunRecord sample_run(const SampleRun& wanted) {
  runs::RunRecord record;
  record.directory = "runs/lunch-rush-20261121T063000Z-7f3a";
  record.meta = sample_meta(wanted);
  Maker maker(wanted);
  for (int s = 0; s < wanted.length_s; ++s) maker.second(s, record);
  return record;
}

void add_threshold(runs::RunRecord& record, const std::string& metric, const std::string& expression) {
  record.meta["plan"]["thresholds"].push_back({{"metric", metric}, {"expression", expression}});
}

void write_run(const runs::RunRecord& record, const std::filesystem::path& directory) {
  runs::RunWriter writer(directory, record.meta, WallTime(std::chrono::nanoseconds(record.meta["started_epoch_ns"].get<std::int64_t>())));
  for (const auto* const log : {&record.intervals, &record.minutes})
    for (const latency::Interval& interval : *log) writer.append(interval);
  for (const json& tick : record.ticks) writer.append_tick(tick);
  for (const json& event : record.events) writer.append_event(event);
  if (!record.interrupted) writer.replace_meta(record.meta);
}

}  // namespace rushhour::test
