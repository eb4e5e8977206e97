#include "reports/pages/charts/timeline.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::pages;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t ms = 1'000'000;

// One interval a second; `samples` responses of `value_ms(s)` in each.
template <class Value>
runs::RunRecord steady(int length_s, std::uint64_t samples, Value value_ms) {
  runs::RunRecord record;
  for (int s = 0; s < length_s; ++s) {
    latency::Interval interval{std::chrono::seconds(s), 1s, {}};
    interval.series[{"a", "x", "response", true, false}].record(value_ms(s) * ms, samples);
    interval.series[{"a", "x", "service", true, false}].record(1, samples);
    record.intervals.push_back(interval);
    record.ticks.push_back({{"at_ns", (s + 1) * 1000 * ms}, {"offered", 10U}, {"done", 8U}, {"errors", {{"http 503", 1U}, {"reset", 1U}}}});
  }
  return record;
}

}  // namespace

TEST_CASE("rates over time add up to what was counted") {
  const runs::RunRecord record = steady(100, 1, [](int) { return 1; });
  for (const std::size_t most : {1U, 7U, 30U, 100U, 1000U}) {
    double offered = 0;
    const std::vector<RatePoint> points = rates_over_time(record, most);
    CHECK(points.size() <= most);
    Instant end{0};
    for (const RatePoint& point : points) {
      CHECK(point.begin == end);
      end = point.begin + point.length;
      offered += point.offered * seconds(point.length);
    }
    CHECK(end == 100s);
    CHECK(offered == Approx(1000));
  }
}

TEST_CASE("a last tick of a moment joins its neighbour instead of standing out") {
  runs::RunRecord record = steady(3, 1, [](int) { return 1; });
  record.ticks.push_back({{"at_ns", 3010 * ms}, {"offered", 0U}, {"done", 6U}});
  const std::vector<RatePoint> points = rates_over_time(record, 100);
  REQUIRE(points.size() == 3);
  CHECK(points.back().length == 1010ms);
  CHECK(points.back().done == Approx(14 / 1.01));
}

TEST_CASE("busy users over time are the most that were busy, not their sum") {
  runs::RunRecord record = steady(10, 1, [](int) { return 1; });
  for (std::size_t i = 0; i < record.ticks.size(); ++i) record.ticks[i]["users_busy"] = 10 * i;
  const std::vector<RatePoint> points = rates_over_time(record, 4);
  REQUIRE(points.size() == 4);
  CHECK(points[0].users == 20);
  CHECK(points[3].users == 90);
}

TEST_CASE("requests over time are counted as sent when they leave, and as good when a good answer is there") {
  Course course("response");
  for (int s = 0; s < 20; ++s) {
    latency::Interval interval{std::chrono::seconds(s), 1s, {}};
    interval.series[{"", "", "send_lag", true, false}].record(1, 10);
    interval.series[{"a", "x", "response", true, false}].record(ms, 6);
    interval.series[{"a", "x", "response", false, false}].record(ms, 3);
    interval.series[{"a", std::string(latency::not_started_step), "response", false, false}].record(ms, 50);
    course.add(interval);
  }
  for (const std::size_t most : {5U, 20U, 600U}) {
    const std::vector<RequestPoint> points = requests_over_time(course, most);
    CHECK(points.size() <= most);
    for (const RequestPoint& point : points) {
      CHECK(point.sent == 10);
      CHECK(point.ended == 9);
      CHECK(point.good == 6);
    }
  }
  CHECK(requests_over_time(Course("response"), 600).empty());
}

TEST_CASE("latencies over time are merged, never averaged") {
  // One second in ten is slow: the p90 of ten merged seconds sits at the edge, the p99 is the slow second's.
  const runs::RunRecord record = steady(100, 1000, [](int s) { return s % 10 == 9 ? 1000 : 10; });
  const LatencyTimeline timeline = latency_over_time(course_of(record, "response"), {50, 90, 99, 100}, 10);
  REQUIRE(timeline.begins.size() == 5);  // twenty seconds each: ten of ten would be eleven, had the last one a rest
  CHECK(timeline.begins[1] == 20s);
  CHECK(timeline.lengths[1] == 20s);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(*timeline.lines[0].values[i] == Approx(10.0 * ms).epsilon(0.001));
    CHECK(*timeline.lines[1].values[i] == Approx(10.0 * ms).epsilon(0.001));
    CHECK(*timeline.lines[2].values[i] == Approx(1000.0 * ms).epsilon(0.001));
    CHECK(*timeline.lines[3].values[i] == Approx(1000.0 * ms).epsilon(0.001));
  }
}

TEST_CASE("a percentile with too few samples a second is taken over longer stretches") {
  const runs::RunRecord record = steady(60, 150, [](int s) { return s + 1; });
  const LatencyTimeline timeline = latency_over_time(course_of(record, "response"), {50, 99, 99.9, 100}, 600);
  REQUIRE(timeline.begins.size() == 60);
  CHECK(timeline.lines[0].window == 1s);
  CHECK(timeline.lines[1].window == 10s);  // 1,500 samples, of which 15 lie beyond; five seconds hold but 750
  CHECK(timeline.lines[3].window == 1s);
  for (std::size_t i = 0; i < 60; ++i) {
    CHECK(*timeline.lines[0].values[i] == Approx(static_cast<double>(i + 1) * ms).epsilon(0.001));
    CHECK(*timeline.lines[1].values[i] == Approx(static_cast<double>(i / 10 * 10 + 10) * ms).epsilon(0.001));
    CHECK_FALSE(timeline.lines[2].values[i]);  // 9,000 samples in all: nowhere enough
  }
}

TEST_CASE("seconds without requests stay empty") {
  runs::RunRecord record = steady(10, 100, [](int) { return 5; });
  record.intervals[4].series.clear();
  record.intervals.erase(record.intervals.begin() + 6);
  const LatencyTimeline timeline = latency_over_time(course_of(record, "response"), {50, 100}, 600);
  REQUIRE(timeline.begins.size() == 9);
  CHECK_FALSE(timeline.lines[0].values[4]);
  CHECK_FALSE(timeline.lines[1].values[4]);
  CHECK(timeline.begins[6] == 7s);
}

TEST_CASE("a run without anything makes an empty timeline") {
  const runs::RunRecord record;
  CHECK(rates_over_time(record, 600).empty());
  CHECK(latency_over_time(course_of(record, "response"), {50, 100}, 600).begins.empty());
}
