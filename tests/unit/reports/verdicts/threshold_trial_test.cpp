#include "reports/verdicts/threshold_trial.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

using namespace rushhour;
using namespace rushhour::verdicts;
using namespace std::chrono_literals;
using State = Judgement::State;

namespace {

constexpr std::int64_t ms = 1'000'000;

Threshold judged_so(const char* metric, const char* expression, Instant over, Instant hold = 0s) {
  Threshold t = parse_threshold(metric, expression);
  t.over = over;
  t.hold = hold;
  return t;
}

Threshold aborting(Threshold t, Instant delay = 0s) {
  t.abort_on_fail = true;
  t.delay_abort_eval = delay;
  return t;
}

// A second in which `n` requests took that many milliseconds.
Gathering took(std::int64_t each_ms, std::uint64_t n = 30, std::uint64_t bounds = 0) {
  Gathering what;
  what.times.all.record(each_ms * ms, n);
  if (bounds > 0) what.times.bounds.record(each_ms * ms, bounds);
  what.of = n;
  return what;
}

Gathering counted(double count, std::uint64_t of) {
  Gathering what;
  what.count = count;
  what.of = of;
  return what;
}

Span second(int s) { return {std::chrono::seconds(s), std::chrono::seconds(s + 1)}; }

// Feeds a second each; what was crossed.
std::vector<Crossing> feed(ThresholdTrial& trial, const std::vector<Gathering>& seconds, int from = 0) {
  std::vector<Crossing> crossings;
  for (const Gathering& what : seconds)
    if (const auto crossing = trial.add(second(from++), Gathering(what))) crossings.push_back(*crossing);
  return crossings;
}

}  // namespace

TEST_CASE("a window that crosses fails the threshold, and says which was the worst and which the first") {
  ThresholdTrial trial(judged_so("response_time", "p(50) < 100ms", 2s), 0s, 60s);
  const auto crossings =
      feed(trial, {took(10), took(10), took(200), took(200), took(900), took(900), took(10), took(10), took(200), took(200)});
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].at == 4s);  // the window from 2 s to 4 s; of the one before, half of the samples are good
  CHECK(crossings[0].first);
  CHECK_FALSE(crossings[0].aborts);
  const ThresholdResult result = trial.result(10s);
  CHECK(result.state == State::failed);
  CHECK(result.first_crossing == 4s);
  CHECK(result.observed == Approx(900e6).epsilon(0.001));
  CHECK(result.samples == 60);
  CHECK(result.margin() == Approx(-8).epsilon(0.01));
}

TEST_CASE("windows that all hold pass, and the worst of them is the figure") {
  ThresholdTrial trial(judged_so("response_time", "p(50) < 100ms", 2s), 0s, 60s);
  CHECK(feed(trial, {took(10), took(10), took(80), took(80), took(20), took(20)}).empty());
  const ThresholdResult result = trial.result(6s);
  CHECK(result.passed());
  CHECK_FALSE(result.first_crossing);
  CHECK(result.observed == Approx(80e6).epsilon(0.001));
}

TEST_CASE("a window with too few samples is not judged") {
  ThresholdTrial trial(judged_so("response_time", "p(90) < 100ms", 2s), 0s, 60s);
  SECTION("others decide") {
    CHECK(feed(trial, {took(900, 30), took(900, 30), took(10, 70), took(10, 70), took(10, 70)}).size() == 1);
    CHECK(trial.result(5s).state == State::failed);  // the one with 30 and 70
  }
  SECTION("without any the threshold is unsupported, and says how many it would have needed") {
    CHECK(feed(trial, {took(900, 30), took(900, 40), took(900, 30)}).empty());
    const ThresholdResult result = trial.result(3s);
    CHECK(result.state == State::unsupported);
    CHECK(result.samples == 70);
    CHECK(result.samples_needed == 100);
    CHECK_FALSE(result.has_figure());
  }
  SECTION("without a whole one too") {
    CHECK(feed(trial, {took(900, 300)}).empty());
    CHECK(trial.result(1s).state == State::unsupported);
  }
  SECTION("and without samples there is no data") {
    CHECK(feed(trial, {{}, {}, {}}).empty());
    CHECK(trial.result(3s).state == State::no_data);
  }
}

TEST_CASE("a window that is known only as a lower bound proves nothing") {
  ThresholdTrial trial(judged_so("response_time", "max < 1s", 1s), 0s, 60s);
  SECTION("within the limit") {
    CHECK(feed(trial, {took(10), took(500, 30, 30), took(10)}).empty());
    const ThresholdResult result = trial.result(3s);
    CHECK(result.state == State::unsupported);
    CHECK(result.at_least);
  }
  SECTION("beyond it, it is crossed") {
    CHECK(feed(trial, {took(10), took(1500, 30, 30), took(10)}).size() == 1);
    CHECK(trial.result(3s).state == State::failed);
  }
}

TEST_CASE("with 'for' a threshold is crossed when every window in that time was") {
  const auto bad = took(900);
  const auto good = took(10);
  struct Row {
    const char* says;
    std::vector<Gathering> seconds;
    std::vector<Instant> crossed_at;
  };
  const Row row = GENERATE_COPY(values<Row>({
      {"two of three seconds are too few", {good, bad, bad, good, bad, bad, good}, {}},
      {"three are enough", {good, bad, bad, bad, good}, {4s}},
      {"only the first time is told", {bad, bad, bad, bad, good, bad, bad, bad}, {3s}},
      {"a second without samples neither counts nor breaks", {bad, bad, {}, {}, bad, good}, {5s}},
  }));
  INFO(row.says);
  ThresholdTrial trial(judged_so("response_time", "max < 100ms", 0s, 3s), 0s, 60s);
  std::vector<Instant> at;
  for (const Crossing& crossing : feed(trial, row.seconds)) at.push_back(crossing.at);
  CHECK(at == row.crossed_at);
  const ThresholdResult result = trial.result(std::chrono::seconds(row.seconds.size()));
  CHECK(result.passed() == at.empty());
  // What held for so long: 900 ms if it was crossed, else the best of any three seconds.
  CHECK(result.observed == Approx(at.empty() ? 10e6 : 900e6).epsilon(0.001));
}

TEST_CASE("windows and 'for' go together") {
  ThresholdTrial trial(judged_so("response_time", "avg < 100ms", 2s, 2s), 0s, 60s);
  const auto crossings = feed(trial, {took(10), took(10), took(900), took(10), took(10), took(900), took(900), took(10)});
  REQUIRE(crossings.size() == 1);  // the windows that end at 3 s and 4 s cross by the mean, for two seconds
  CHECK(crossings[0].at == 4s);
}

TEST_CASE("a crossing ends the run where it is asked to, but not before its time") {
  const std::vector<Gathering> all_bad(6, took(900));
  struct Row {
    const char* says;
    Threshold threshold;
    std::vector<std::pair<Instant, bool>> crossings;  // when, and whether it ends the run
  };
  const Row row = GENERATE(values<Row>({
      {"a window at once", aborting(judged_so("response_time", "max < 1ms", 2s)), {{2s, true}}},
      {"a window later", aborting(judged_so("response_time", "max < 1ms", 2s), 4s), {{2s, false}, {4s, true}}},
      {"all so far at once", aborting(judged_so("response_time", "max < 1ms", 0s)), {{1s, true}}},
      {"all so far later, which is when it is first looked at", aborting(judged_so("response_time", "max < 1ms", 0s), 4s), {{4s, true}}},
      {"one that does not abort is not looked at before the end", judged_so("response_time", "max < 1ms", 0s), {}},
  }));
  INFO(row.says);
  ThresholdTrial trial(row.threshold, 0s, 60s);
  std::vector<std::pair<Instant, bool>> seen;
  for (const Crossing& crossing : feed(trial, all_bad)) seen.emplace_back(crossing.at, crossing.aborts);
  CHECK(seen == row.crossings);
  CHECK(trial.result(6s).state == State::failed);
}

TEST_CASE("what comes after the crossing that ended a run does not make it good") {
  ThresholdTrial trial(aborting(judged_so("response_time", "avg < 100ms", 0s)), 0s, 60s);
  CHECK(feed(trial, {took(900), took(1, 3000)}).size() == 1);
  const ThresholdResult result = trial.result(2s);
  CHECK(result.state == State::failed);
  CHECK(result.observed == Approx(900e6).epsilon(0.001));
}

TEST_CASE("a count so far is not too small before the end, but may be too large") {
  ThresholdTrial least(aborting(judged_so("requests", "count >= 100", 0s)), 0s, 60s);
  CHECK(feed(least, {counted(10, 10), counted(10, 10)}).empty());
  CHECK(least.result(60s).state == State::failed);
  ThresholdTrial most(aborting(judged_so("errors", "count < 15", 0s)), 0s, 60s);
  const auto crossings = feed(most, {counted(10, 10), counted(10, 10), counted(10, 10)});
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].at == 2s);
  CHECK(crossings[0].judgement.observed == 20);
}

TEST_CASE("rates are taken over the window, and no request is a rate of zero") {
  ThresholdTrial trial(judged_so("requests", "rate > 5/s", 2s), 0s, 60s);
  const auto crossings = feed(trial, {counted(10, 10), counted(10, 10), {}, {}, counted(10, 10)});
  REQUIRE(crossings.size() == 1);
  CHECK(crossings[0].at == 3s);  // 10 in two seconds are not more than 5 a second
  const ThresholdResult result = trial.result(5s);
  CHECK(result.observed == 0);
  CHECK(result.state == State::failed);
}

TEST_CASE("a share of nothing is no figure") {
  ThresholdTrial trial(judged_so("errors", "rate < 5%", 2s), 0s, 60s);
  CHECK(feed(trial, {counted(0, 10), counted(0, 10), {}, {}, counted(0, 10)}).empty());
  CHECK(trial.result(5s).passed());
}

TEST_CASE("while the last answers are waited for, nothing begins, which is no low rate") {
  ThresholdTrial trial(judged_so("requests", "rate > 5/s", 1s), 0s, 3s);
  CHECK(feed(trial, {counted(10, 10), counted(10, 10), counted(10, 10), counted(1, 1), {}}).empty());
  CHECK(trial.result(5s).passed());
}

TEST_CASE("latencies of the last answers count to the end") {
  ThresholdTrial trial(judged_so("response_time", "max < 1s", 1s), 0s, 3s);
  CHECK(feed(trial, {took(10), took(10), took(10), took(5000, 1)}).size() == 1);
}

TEST_CASE("the warm-up is in no window, and in no count of ticks") {
  ThresholdTrial times(judged_so("response_time", "max < 1s", 2s), 2s, 60s);
  CHECK(feed(times, {took(5000), took(5000), took(10), took(10), took(10)}).empty());
  ThresholdTrial ticks(judged_so("iterations", "count >= 30", 0s), 2s, 60s);
  feed(ticks, {counted(100, 100), counted(100, 100), counted(10, 10), counted(10, 10)});
  CHECK(ticks.result(4s).observed == 20);
  ThresholdTrial rate(judged_so("iterations", "rate > 3/s", 0s), 2s, 60s);
  feed(rate, {counted(100, 100), counted(100, 100), counted(10, 10), counted(10, 10)});
  CHECK(rate.result(4s).observed == 10);
}

TEST_CASE("a stage takes the slices whose middle lies in it, and its rates are over its own length") {
  ThresholdScope scope;
  scope.scenarios = {{"diners", {{0s, 2s}, {2s, 4s}, {4s, 60s}}}};
  ThresholdTrial trial(parse_threshold("requests{stage:2}", "rate > 8/s", scope), 1s, 60s);
  CHECK(feed(trial, {counted(100, 100), counted(100, 100), counted(10, 10), counted(20, 20), counted(100, 100)}).empty());
  CHECK(trial.result(5s).observed == 15);
  CHECK(trial.result(3s).observed == 30);  // cut short after one second of it
  ThresholdTrial first(parse_threshold("requests{stage:1}", "rate > 8/s", scope), 1s, 60s);
  feed(first, {{}, counted(10, 10), counted(50, 50)});
  CHECK(first.result(3s).observed == 10);  // the warm-up is not in it
  Threshold window = parse_threshold("requests{stage:2}", "count > 25", scope);
  window.over = 2s;
  ThresholdTrial windows(window, 0s, 60s);
  CHECK(feed(windows, {counted(1, 1), counted(1, 1), counted(10, 10), counted(20, 20), counted(1, 1), counted(1, 1)}).empty());
  CHECK(windows.result(6s).observed == 30);
}

TEST_CASE("a threshold that equals is crossed by what is off, to either side") {
  ThresholdTrial trial(judged_so("errors", "count == 0", 1s), 0s, 60s);
  CHECK(feed(trial, {counted(0, 5), counted(2, 5), counted(1, 5)}).size() == 1);
  CHECK(trial.result(3s).observed == 2);
}
