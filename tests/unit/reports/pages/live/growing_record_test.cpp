#include "reports/pages/live/growing_record.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/pages/charts/timeline.hpp"
#include "reports/verdicts/generator_use.hpp"
#include "tests/unit/reports/sample_breakdown.hpp"
#include "tests/unit/reports/sample_run.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr GrowingLimits tight{8, 8, 5000, 20};  // so that everything is merged again and again

json running(json meta) {
  meta["status"] = "running";
  meta.erase("ended_by");
  return meta;
}

/// The first seconds of a record, as its directory would be read while the run goes on.
runs::RunRecord prefix_of(const runs::RunRecord& whole, std::size_t count) {
  runs::RunRecord prefix;
  prefix.meta = running(whole.meta);
  prefix.interrupted = prefix.running = true;
  const auto first = [count](const auto& list) {
    return std::decay_t<decltype(list)>(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(std::min(count, list.size())));
  };
  prefix.intervals = first(whole.intervals);
  prefix.ticks = first(whole.ticks);
  if (count >= whole.ticks.size()) prefix.minutes = whole.minutes;
  return prefix;
}

GrowingRecord live_of(const runs::RunRecord& record, GrowingLimits limits) {
  GrowingRecord live(record.meta, limits);
  for (std::size_t i = 0; i < std::max(record.ticks.size(), record.intervals.size()); ++i) {
    if (i < record.ticks.size()) live.tick(record.ticks[i]);
    if (i < record.intervals.size()) live.interval(record.intervals[i]);
  }
  for (const latency::Interval& minute : record.minutes) live.interval(minute);
  return live;
}

/// Where two documents differ; means may, in their last digits.
std::string difference(const json& a, const json& b, const std::string& at = "") {
  if (a.is_number_float() || b.is_number_float()) {
    if (!a.is_number() || !b.is_number()) return at;
    const double x = a.get<double>(), y = b.get<double>();
    return std::abs(x - y) <= 1e-9 * std::max({std::abs(x), std::abs(y), 1.0}) ? "" : at + ": " + a.dump() + " " + b.dump();
  }
  if (a.type() != b.type() || !a.is_structured()) return a == b ? "" : at + ": " + a.dump() + " " + b.dump();
  if (a.size() != b.size()) return at + " in size";
  for (const auto& [key, value] : a.items()) {
    const bool there = a.is_array() || b.contains(key);
    if (!there) return at + "/" + key + " is missing";
    const json& other = a.is_array() ? b[std::stoul(key)] : b[key];
    if (std::string found = difference(value, other, at + "/" + key); !found.empty()) return found;
  }
  return "";
}

json said(const verdicts::Conclusion& conclusion) { return verdicts::with_conclusion(json::object(), conclusion); }

runs::RunRecord busy_run() {
  runs::RunRecord record = test::sample_run({.scale = 0.3, .stalls = true, .weak_generator = true});
  test::add_breakdown(record);
  for (std::size_t i = 0; i < record.ticks.size(); ++i) {
    record.ticks[i]["core_wait"] = {i % 7 == 0 ? 0.5 : 0.01, 0.02};
    if (i % 3 != 0) record.ticks[i]["steal"] = i % 5 == 0 ? 0.3 : 0.0;
    record.ticks[i]["descriptors"] = 10U + i % 11;
    record.ticks[i]["descriptor_limit"] = 20000U;
    record.ticks[i]["connections"] = i % 13;
    record.ticks[i]["throttled"] = 0.0;
    record.ticks[i]["throttled_ns"] = 5;
  }
  test::add_threshold(record, "response_time", "p(99) < 100ms");
  test::add_threshold(record, "checks", "rate > 99.9%");
  test::add_threshold(record, "errors", "rate < 1%");
  return record;
}

}  // namespace

TEST_CASE("after any part of a run the growing record says what its directory read whole would", "[reports][pages][live]") {
  const runs::RunRecord whole = busy_run();
  const std::vector<std::size_t> counts{0, 1, 2, 5, 6, 7, 9, 17, 31, 34, 35, 36, 37, 50, 69, 70};
  for (const std::size_t count : counts) {
    const runs::RunRecord prefix = prefix_of(whole, count);
    INFO(count << " seconds");
    const std::string same = difference(said(verdicts::conclude(prefix)), said(live_of(prefix, tight).conclude()));
    CHECK(same == "");
  }
}

TEST_CASE("a window's threshold sees each interval by itself, though the record has merged them", "[reports][pages][live]") {
  runs::RunRecord whole = busy_run();
  whole.meta["plan"]["thresholds"].push_back({{"metric", "response_time"}, {"expression", "p(90) < 500ms"}, {"over_ns", 2'000'000'000}});
  const runs::RunRecord prefix = prefix_of(whole, 50);
  const verdicts::Conclusion expected = verdicts::conclude(prefix), got = live_of(prefix, tight).conclude();
  REQUIRE(expected.thresholds.back().first_crossing);
  CHECK(got.thresholds.back().first_crossing == expected.thresholds.back().first_crossing);
  CHECK(got.thresholds.back().observed == expected.thresholds.back().observed);
}

TEST_CASE("the growing record does not grow with the run", "[reports][pages][live]") {
  const runs::RunRecord whole = test::sample_run({.length_s = 120, .scale = 0.05});
  const GrowingRecord live = live_of(prefix_of(whole, 120), tight);
  CHECK(live.record().intervals.size() == 3);  // one a stage, and the warm-up
  CHECK(live.record().ticks.size() <= 9);
  CHECK(live.course().intervals().size() <= 9);
  CHECK(live.course().end() == 120s);
}

TEST_CASE("rules that count seconds count those of merged ticks", "[reports][pages][live]") {
  const runs::RunRecord prefix = prefix_of(busy_run(), 70);
  const GrowingRecord live = live_of(prefix, tight);
  const Instant warmup = 5s;
  const verdicts::CpuUse expected = verdicts::cpu_use(prefix, warmup), got = verdicts::cpu_use(live.record(), warmup);
  CHECK(expected.wanted.beyond > 0);
  CHECK(got.wanted.beyond == expected.wanted.beyond);
  CHECK(got.wanted.ticks == expected.wanted.ticks);
  CHECK(got.computed.beyond == expected.computed.beyond);
  CHECK(verdicts::core_wait_use(live.record(), warmup).beyond == verdicts::core_wait_use(prefix, warmup).beyond);
  CHECK(verdicts::steal_use(live.record(), warmup).ticks == verdicts::steal_use(prefix, warmup).ticks);
  CHECK(verdicts::steal_use(live.record(), warmup).beyond == verdicts::steal_use(prefix, warmup).beyond);
}

TEST_CASE("what the charts draw of merged ticks and stretches adds up to the run", "[reports][pages][live]") {
  const runs::RunRecord prefix = prefix_of(busy_run(), 70);
  const GrowingRecord live = live_of(prefix, tight);
  double iterations = 0, expected = 0;
  const std::vector<RatePoint> of_live = rates_over_time(live.record(), 600), of_whole = rates_over_time(prefix, 600);
  for (const RatePoint& point : of_live) iterations += point.done * seconds(point.length);
  for (const RatePoint& point : of_whole) expected += point.done * seconds(point.length);
  CHECK(iterations == Approx(expected));
  latency::Histogram merged, exact;
  for (const CourseInterval& stretch : live.course().intervals()) merged.merge(stretch.times);
  const Course course = course_of(prefix, "response");
  for (const CourseInterval& stretch : course.intervals()) exact.merge(stretch.times);
  CHECK(merged.count() == exact.count());
  CHECK(merged.quantile(0.99) == exact.quantile(0.99));
}

TEST_CASE("a run that goes on is not said to have ended", "[reports][pages][live]") {
  const verdicts::Conclusion conclusion = live_of(prefix_of(test::sample_run({.scale = 0.3}), 30), tight).conclude();
  CHECK(conclusion.validity.valid);
  CHECK(conclusion.validity.warnings.empty());
  CHECK(live_of(prefix_of(test::sample_run({}), 0), tight).conclude().validity.reasons.empty());
}

TEST_CASE("of the slowest requests each step keeps those that were slowest", "[reports][pages][live]") {
  GrowingLimits limits = tight;
  limits.slowest = 2;
  GrowingRecord live(running(test::sample_run({.length_s = 1}).meta), limits);
  for (const int ms : {5, 9, 1, 7})
    for (const char* step : {"read menu", "place order"})
      live.slow_request({.scenario = "diners", .step = step, .response = Instant(ms * 1'000'000)});
  std::vector<int> kept;
  for (const runs::SlowRequest& request : live.record().slowest) kept.push_back(static_cast<int>(request.response.count() / 1'000'000));
  std::sort(kept.begin(), kept.end());
  CHECK(kept == std::vector<int>{7, 7, 9, 9});
}

TEST_CASE("beyond its bound of events the growing record says that it leaves some out", "[reports][pages][live]") {
  GrowingLimits limits = tight;
  limits.events = 3;
  GrowingRecord live(running(test::sample_run({.length_s = 1}).meta), limits);
  for (int i = 0; i < 5; ++i) live.event({{"event", "warning"}, {"at_ns", i}});
  CHECK(live.record().events.size() == 3);
  REQUIRE(live.record().warnings.size() == 1);
  CHECK(live.record().warnings[0].find("More than 3 events") != std::string::npos);
}

}  // namespace rushhour::pages
