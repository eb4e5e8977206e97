#include "reports/verdicts/threshold_result.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/verdicts/threshold_watch.hpp"

using namespace rushhour;
using namespace rushhour::verdicts;
using State = ThresholdResult::State;

namespace {

constexpr std::int64_t ms = 1'000'000;

// A thousand requests of "pay" at 1 to 1,000 ms, a tenth of them failed; one of "ship" at 5 s that timed out; 100 iterations in 10 s.
runs::RunRecord small_run(std::int64_t warmup_ns = 0) {
  runs::RunRecord record;
  record.meta = {{"ended_by", "plan"}, {"plan", {{"warmup_ns", warmup_ns}, {"length_ns", 10'000 * ms}}}};
  latency::Interval interval;
  interval.length = std::chrono::seconds(10);
  for (std::int64_t i = 1; i <= 1000; ++i) {
    const bool ok = i % 10 != 0;
    interval.series[{"diners", "pay", "response", ok, false}].record(i * ms);
    interval.series[{"diners", "pay", "service", ok, false}].record(i * ms / 2);
  }
  for (const char* kind : {"response", "response_bound", "service", "service_bound"})
    interval.series[{"diners", "ship", kind, false, false}].record(5000 * ms);
  interval.series[{"diners", "pay", "response", true, true}].record(60'000 * ms);  // of the warm-up
  record.intervals.push_back(interval);
  for (int tick = 1; tick <= 10; ++tick)
    record.ticks.push_back({{"at_ns", tick * 1000 * ms},
                            {"offered", 10U},
                            {"started", 10U},
                            {"done", 9U},
                            {"dropped", 1U},
                            {"checks", {{"paid", {99U, 1U}}, {"thanked", {50U, 0U}}}}});
  return record;
}

ThresholdResult judged(runs::RunRecord record, const char* metric, const char* expression) {
  record.meta["plan"]["thresholds"] = {{{"metric", metric}, {"expression", expression}}};
  return judge_thresholds(record, runs::summarise(record)).at(0);
}

}  // namespace

TEST_CASE("thresholds are judged on the main phase of a run") {
  struct Row {
    const char* says;
    const char* metric;
    const char* expression;
    State state;
    double observed;
    double within;  // of the observed value: a histogram keeps three digits
  };
  const Row row = GENERATE(values<Row>({
      {"a percentile below its limit", "response_time{step:pay}", "p(90) < 950ms", State::passed, 900e6, 1e6},
      {"a percentile beyond it", "response_time{step:pay}", "p(90) < 800ms", State::failed, 900e6, 1e6},
      {"service time is its own", "service_time{step:pay}", "p(90) < 800ms", State::passed, 450e6, 1e6},
      {"the good outcomes alone", "response_time{step:pay,outcome:ok}", "max < 1s", State::passed, 999e6, 1e6},
      {"the failed ones alone", "response_time{step:pay,outcome:error}", "min >= 9990us", State::passed, 10e6, 1e4},
      {"a mean", "response_time{step:pay}", "avg < 600ms", State::passed, 500.5e6, 1e6},
      {"errors of a step as a share", "errors{step:pay}", "rate <= 10%", State::passed, 0.1, 0},
      {"errors of all steps as a count", "errors", "count < 101", State::failed, 101, 0},
      {"requests per second of the plan", "requests", "rate > 100/s", State::passed, 100.1, 1e-9},
      {"good requests", "requests{outcome:ok}", "count >= 900", State::passed, 900, 0},
      {"iterations that ended", "iterations", "count >= 90", State::passed, 90, 0},
      {"arrivals that were dropped", "dropped", "count < 10", State::failed, 10, 0},
      {"dropped per second", "dropped", "rate <= 1/s", State::passed, 1, 0},
      {"all checks together", "checks", "rate > 99%", State::passed, 1490.0 / 1500, 1e-12},
      {"one check by its name", "checks{check:paid}", "rate > 99%", State::failed, 0.99, 1e-12},
      {"a step that was never called", "response_time{step:paint}", "p(50) < 1s", State::no_data, 0, 0},
      {"a check that was never made", "checks{check:painted}", "rate > 1%", State::no_data, 0, 0},
      {"errors of nothing", "errors{step:paint}", "rate < 1%", State::no_data, 0, 0},
      {"too few samples beyond", "response_time{step:pay}", "p(99.9) < 10s", State::unsupported, 0, 0},
      {"ten samples beyond are enough", "response_time{step:pay}", "p(99) < 10s", State::passed, 990e6, 1e6},
      {"a maximum needs no ten samples", "response_time{step:pay}", "max <= 1001ms", State::passed, 1000e6, 1e6},
  }));
  INFO(row.says);
  const ThresholdResult result = judged(small_run(), row.metric, row.expression);
  CHECK(result.state == row.state);
  CHECK(result.passed() == (row.state == State::passed));
  if (row.state == State::passed || row.state == State::failed) CHECK(std::abs(result.observed - row.observed) <= row.within);
}

TEST_CASE("a lower bound proves only that something took long") {
  struct Row {
    const char* says;
    const char* expression;
    State state;
  };
  const Row row = GENERATE(values<Row>({
      {"beyond the limit it fails a 'less than'", "max < 1s", State::failed},
      {"within the limit it proves nothing", "max < 10s", State::unsupported},
      {"beyond the limit it passes a 'more than'", "max > 1s", State::passed},
      {"within the limit of a 'more than' it proves nothing", "max > 10s", State::unsupported},
      {"it equals nothing", "max == 10s", State::failed},
  }));
  INFO(row.says);
  const ThresholdResult result = judged(small_run(), "response_time{step:ship}", row.expression);
  CHECK(result.state == row.state);
  CHECK(result.at_least);
  CHECK(result.has_figure());
}

TEST_CASE("a percentile that is not supported says how many samples it wants") {
  const ThresholdResult result = judged(small_run(), "response_time{step:pay}", "p(99.9) < 10s");
  CHECK(result.samples == 1000);
  CHECK(result.samples_needed == 10'000);
  CHECK_FALSE(result.has_figure());
  CHECK(judged(small_run(), "response_time{step:pay}", "p(90) < 10s").samples_needed == 100);
  CHECK(judged(small_run(), "response_time{step:pay}", "med < 10s").samples_needed == 20);
}

TEST_CASE("the margin is a share of the limit, towards the good side") {
  CHECK(judged(small_run(), "errors{step:pay}", "rate < 20%").margin() == Approx(0.5));
  CHECK(judged(small_run(), "errors{step:pay}", "rate < 5%").margin() == Approx(-1));
  CHECK(judged(small_run(), "iterations", "count >= 60").margin() == Approx(0.5));
  CHECK(judged(small_run(), "iterations", "count >= 180").margin() == Approx(-0.5));
  CHECK(judged(small_run(), "iterations", "count == 100").margin() == Approx(-0.1));
  CHECK(std::isnan(judged(small_run(), "errors", "count <= 0").margin()));
  CHECK(std::isnan(judged(small_run(), "response_time{step:paint}", "p(50) < 1s").margin()));
}

TEST_CASE("iterations of the warm-up count for no threshold") {
  const runs::RunRecord record = small_run(4000 * ms);
  CHECK(judged(record, "iterations", "count >= 1").observed == 54);
  CHECK(judged(record, "dropped", "rate < 5").observed == Approx(1));
}

TEST_CASE("a run that was cut short is measured against the time it had") {
  runs::RunRecord record = small_run();
  record.meta["ended_by"] = "interrupt";
  record.ticks.resize(5);
  CHECK(judged(record, "iterations", "rate > 1").observed == Approx(9));
}
