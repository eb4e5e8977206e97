#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <vector>

#include "sim/load/worker.hpp"
#include "tests/unit/sim/load/paper_world.hpp"

namespace rushhour::load {

using Answer = std::function<Outcome(const Request& request, Instant sent)>;

/// Every request is answered with 200 after `service`.
inline Answer after(Instant service) {
  return [service](const Request&, Instant sent) {
    Outcome outcome;
    outcome.status = 200;
    outcome.done = sent + service;
    return outcome;
  };
}

/// A plan of one scenario.
inline Plan open_plan(double rate, Instant length, std::uint64_t max_vus) {
  Plan plan;
  Scenario scenario;
  scenario.name = "s";
  scenario.executor = Executor::constant_arrival_rate;
  scenario.stages = {{length, rate, rate}};
  scenario.max_vus = max_vus;
  plan.scenarios.push_back(scenario);
  return plan;
}

inline Plan plan_of(const Scenario& scenario) {
  Plan plan;
  plan.scenarios = {scenario};
  return plan;
}

/// Several workers of one run on paper, each in a world of its own; what is due first in any of them is played first, and a nudge rings at
/// once.
class PaperCrew {
 public:
  /// `plan` outlives the crew. `make`: the users of one worker.
  PaperCrew(const Plan& plan, std::size_t workers, const Answer& answer, const std::function<std::unique_ptr<UserFactory>()>& make,
            std::uint64_t seed = 1, const Steering* steering = nullptr)
      : pools_(make_pools(plan, workers)) {
    for (auto& pool : pools_) pool->permits.nudge = [this](std::size_t worker) { nudged_.insert(worker); };
    for (std::size_t i = 0; i < workers; ++i) {
      worlds.emplace_back();
      worlds.back().answer = answer;
      factories_.push_back(make());
      workers_.push_back(std::make_unique<Worker>(plan, worlds.back(), *factories_.back(), pools_, seed, Stripe{i, workers}, steering));
    }
  }

  void start() {
    for (auto& worker : workers_) worker->start();
  }

  /// Plays on until nothing is due up to `until`.
  void run(Instant until = Instant::max()) {
    for (;;) {
      heed_nudges();
      std::size_t first = 0;
      for (std::size_t i = 1; i < worlds.size(); ++i)
        if (next(i) < next(first)) first = i;
      if (next(first) == Instant::max() || next(first) > until) break;
      now = std::max(now, next(first));
      worlds[first].step(*workers_[first]);
    }
    if (until == Instant::max()) return;
    now = std::max(now, until);
    for (PaperWorld& world : worlds) world.pass(until);
  }

  void stop() {
    for (auto& worker : workers_) worker->stop(now);
  }
  void halt() {
    for (auto& worker : workers_) worker->halt(now);
  }
  bool finished() const {
    for (const auto& worker : workers_)
      if (!worker->finished()) return false;
    return true;
  }
  Tick take_tick() {
    Tick sum;
    for (auto& worker : workers_) sum.merge(worker->take_tick());
    return sum;
  }
  latency::Interval take_interval() {
    latency::Interval sum{Instant(0), std::chrono::seconds(1), {}};
    for (auto& worker : workers_)
      for (const auto& [series, histogram] : worker->recorder().take_interval(Instant(0), std::chrono::seconds(1)).series)
        sum.series[series].merge(histogram);
    return sum;
  }
  Worker& worker(std::size_t i) { return *workers_[i]; }

  std::deque<PaperWorld> worlds;
  Instant now{0};

 private:
  Instant next(std::size_t i) const { return workers_[i]->finished() ? Instant::max() : worlds[i].next(); }

  void heed_nudges() {
    while (!nudged_.empty()) {
      const std::size_t worker = *nudged_.begin();
      nudged_.erase(nudged_.begin());
      worlds[worker].pass(now);
      workers_[worker]->on_alarm(now);
    }
  }

  Pools pools_;
  std::vector<std::unique_ptr<UserFactory>> factories_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::set<std::size_t> nudged_;
};

/// What a run of PaperUsers came to.
struct PlayedOnPaper {
  Tick tick;
  latency::Interval interval;
  std::vector<Iteration> begun;
  std::vector<PaperWorld::Sent> sent;  // by instant
  Instant ended;

  latency::Histogram of(const std::string& step, const std::string& kind) const {
    latency::Histogram merged;
    for (const auto& [series, histogram] : interval.series)
      if (series.step == step && series.kind == kind) merged.merge(histogram);
    return merged;
  }
};

/// Plays a plan to its end, each user the same acts in each iteration.
inline PlayedOnPaper play_on_paper(const Plan& plan, std::size_t workers, const Answer& answer, const std::vector<PaperUser::Act>& acts,
                                   std::uint64_t seed = 1) {
  std::vector<PaperUsers*> users;
  PaperCrew crew(
      plan, workers, answer,
      [&] {
        auto made = std::make_unique<PaperUsers>(acts);
        users.push_back(made.get());
        return made;
      },
      seed);
  crew.start();
  crew.run();
  if (!crew.finished()) throw std::logic_error("the run does not end");
  PlayedOnPaper played{crew.take_tick(), crew.take_interval(), {}, {}, crew.now};
  for (PaperUsers* of_worker : users) played.begun.insert(played.begun.end(), of_worker->begun.begin(), of_worker->begun.end());
  for (PaperWorld& world : crew.worlds) played.sent.insert(played.sent.end(), world.sent.begin(), world.sent.end());
  std::stable_sort(played.sent.begin(), played.sent.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return played;
}

inline void check_sum(const Tick& tick) { CHECK(tick.offered == tick.done + tick.dropped + tick.censored); }

}  // namespace rushhour::load
