// Writes a run directory as long as asked for, without the waiting: made-up exchanges go through the recorder and the log of a run, so that
// each file is what `rushhour run` would have written. The same on every machine but for the facts of the host.
// usage: bench_report_runs DIRECTORY SECONDS STEPS REQUESTS_PER_SECOND        prints what was written as one JSON object

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "reports/runs/run_writer.hpp"
#include "sim/bench/play.hpp"
#include "sim/commands/run_meta.hpp"
#include "sim/load/record/run_log.hpp"

namespace {

using namespace rushhour;
using namespace std::chrono_literals;

constexpr double ms = 1e6;
constexpr Instant warmup = 5s;
constexpr WallTime started{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 6h + 30min};

struct Wanted {
  std::filesystem::path directory;
  Instant length;
  std::size_t steps;
  double requests_per_s;
};

load::Plan plan_of(const Wanted& wanted) {
  load::Scenario scenario;
  scenario.name = "shoppers";
  scenario.executor = load::Executor::constant_arrival_rate;
  scenario.exec = "shop";
  const double rate = wanted.requests_per_s / static_cast<double>(wanted.steps);
  scenario.stages = {{wanted.length, rate, rate}};
  scenario.max_vus = 2000;
  load::Plan plan;
  plan.scenarios.push_back(std::move(scenario));
  plan.warmup = std::min(warmup, wanted.length / 2);
  plan.thresholds = {{.metric = "response_time", .expression = "p(99) < 250ms"},
                     {.metric = "response_time{step:step 7}", .expression = "p(95) < 100ms", .over = 60s},
                     {.metric = "errors", .expression = "rate < 1%"}};
  return plan;
}

/// What a shop's requests look like to the recorder, second by second. Every ten minutes the target stands still for three seconds.
class Day {
 public:
  Day(const Wanted& wanted, load::Recorder& recorder) : recorder_(&recorder), random_(1, "bench", "report", 0) {
    for (std::size_t i = 0; i < wanted.steps; ++i) {
      load::Call call;
      call.step = fmt::format("step {}", i + 1);
      calls_.push_back(std::move(call));
    }
    per_second_ = wanted.requests_per_s;
  }

  void second(Instant begin) {
    stalled_ = begin % 10min >= 300s && begin % 10min < 303s;
    load::Counts& counts = recorder_->counts(0);
    while (static_cast<double>(sent_) < per_second_ * seconds(begin + 1s)) {
      const std::size_t step = sent_++ % calls_.size();
      request(step, begin + Instant(std::llround(random_.uniform() * 1e9)));
      if (step != 0) continue;
      ++counts.offered;
      ++counts.started;
      ++counts.done;
      recorder_->check("page is whole", random_.uniform() > 0.001);
      recorder_->iteration(0, begin + 1ms, Instant(std::llround((2000 + 500 * random_.uniform()) * ms)), true);
    }
    counts.users_busy = static_cast<std::uint64_t>(40 + 10 * std::sin(seconds(begin) / 300));
    for (int beat = 0; beat < 20; ++beat)
      recorder_->loop_lag(begin + beat * 50ms, Instant(std::llround(0.05 * random_.exponential() * ms)));
  }

 private:
  void request(std::size_t step, Instant intended) {
    const double typical = 2 + static_cast<double>(step % 10);
    double wait = typical * std::exp(0.6 * random_.normal()) * ms;
    if (random_.uniform() < 0.02) wait *= 20;  // a second mode: what the cache did not have
    const Instant lag(std::llround(0.04 * random_.exponential() * ms));
    load::Outcome outcome;
    outcome.sent = intended + lag + (stalled_ ? Instant(std::llround(2000 * random_.uniform() * ms)) : 0ns);
    outcome.first_byte = outcome.sent + Instant(std::llround(wait));
    outcome.done = outcome.first_byte + Instant(std::llround(0.2 * random_.exponential() * ms));
    const bool refused = random_.uniform() < (stalled_ ? 0.1 : 0.0005);
    outcome.status = refused ? 503 : 200;
    if (random_.uniform() < 0.00002) {
      outcome.trouble = load::Trouble::read_timeout;
      outcome.status = 0;
      outcome.lower_bound = true;
      outcome.done = outcome.sent + 5s;
    }
    outcome.bytes_out = 180;
    outcome.bytes_in = 2400;
    outcome.phases.add(load::Phase::send, Instant(std::llround(0.01 * ms)));
    outcome.phases.add(load::Phase::wait, outcome.first_byte - outcome.sent);
    outcome.phases.add(load::Phase::receive, outcome.done - outcome.first_byte);
    if (!refused) outcome.headers.add("Server-Timing", fmt::format("queue;dur={:.2f}, app;dur={:.2f}", wait / ms / 4, wait / ms / 2));
    recorder_->exchange(0, calls_[step], outcome, outcome.status == 200, intended);
    recorder_->send_lag(intended, lag);
  }

  load::Recorder* recorder_;
  RandomStream random_;
  std::vector<load::Call> calls_;
  double per_second_ = 0;
  std::uint64_t sent_ = 0;
  bool stalled_ = false;
};

load::Handover hand_over(load::Recorder& recorder, const load::Cuts& cuts) {
  load::Handover handover;
  handover.tick = recorder.take_tick();
  handover.tick.cpu = {0.31, 0.29};
  handover.tick.machine.descriptors = 210;
  handover.tick.machine.descriptor_limit = 20'000;
  handover.tick.machine.resident_bytes = 90'000'000;
  if (cuts.interval) {
    handover.interval = recorder.take_interval(cuts.interval->begin, cuts.interval->length);
    handover.slowest = recorder.take_slowest();
  }
  if (cuts.minute) handover.minute = recorder.take_minute(cuts.minute->begin, cuts.minute->length);
  return handover;
}

void write(const Wanted& wanted) {
  const load::Plan plan = plan_of(wanted);
  const std::vector<std::string> words{"run", "shop.lua"};
  nlohmann::json meta = sim::base_meta({words, plan, 2, "shop-20261121T063000Z-0001", "http://127.0.0.1:8080", 1, started});
  meta["script"] = {{"file", "shop.lua"}, {"sha256", std::string(64, '0')}};
  runs::RunWriter writer(wanted.directory, meta, started);
  load::RunLog log(plan, writer);
  load::Recorder recorder(plan);
  Day day(wanted, recorder);
  load::CutPlan cut_plan;
  std::uint64_t lines = 0;
  std::uint64_t requests = 0;
  for (Instant at = 1s; at <= wanted.length; at += 1s) {
    day.second(at - 1s);
    const load::Cuts cuts = cut_plan.at(at, at + 1s > wanted.length);
    const load::Handover handover = hand_over(recorder, cuts);
    log.tick(at, handover.tick);
    if (cuts.interval) log.interval(handover.interval, handover.slowest);
    if (cuts.minute) log.minute(handover.minute);
    lines += handover.interval.series.size() + handover.minute.series.size();
    requests += handover.tick.requests;
  }
  sim::note_ending(meta, {verdicts::Ending::plan, {}, wanted.length});
  writer.replace_meta(meta);
  fmt::print("{}\n",
             nlohmann::json{{"seconds", wanted.length / 1s}, {"steps", wanted.steps}, {"requests", requests}, {"lines", lines}}.dump());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: bench_report_runs DIRECTORY SECONDS STEPS REQUESTS_PER_SECOND\n", stderr);
    return 2;
  }
  try {
    const Wanted wanted{argv[1], std::chrono::seconds(std::atoi(argv[2])), static_cast<std::size_t>(std::atoi(argv[3])),
                        std::atof(argv[4])};
    if (wanted.length < 0s || wanted.steps == 0) throw std::invalid_argument("SECONDS must be from 0, STEPS from 1");
    write(wanted);
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "bench_report_runs: {}\n", trouble.what());
    return 1;
  }
  return 0;
}
