#include "reports/pages/charts/load_points.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::pages;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t ms = 1'000'000;

// One interval a second: `samples(s)` requests of `value_ms(s)` each.
template <class Samples, class Value>
Course course_of_seconds(int length_s, Samples samples, Value value_ms) {
  Course course("response");
  for (int s = 0; s < length_s; ++s) {
    latency::Interval interval{std::chrono::seconds(s), 1s, {}};
    interval.series[{"a", "x", "response", true, false}].record(value_ms(s) * ms, samples(s));
    course.add(interval);
  }
  return course;
}

std::vector<LoadPoint> points_at(std::initializer_list<std::pair<double, std::int64_t>> rates_and_ms) {
  std::vector<LoadPoint> points;
  for (const auto& [rate, value_ms] : rates_and_ms) points.push_back({0s, 1s, rate, value_ms * ms});
  return points;
}

}  // namespace

TEST_CASE("points are the stretches that carry a p99, from the end of the warm-up on") {
  const Course course = course_of_seconds(
      20, [](int s) { return 1000U + 100U * static_cast<unsigned>(s); }, [](int s) { return s + 1; });
  const std::vector<LoadPoint> points = load_points(course, 5s, 60, 0.99);
  REQUIRE(points.size() == 15);
  CHECK(points.front().begin == 5s);
  CHECK(points.front().rate == 1500);
  CHECK(static_cast<double>(points.front().ns) == Approx(6e6).epsilon(0.001));
  CHECK(points.back().rate == 2900);
}

TEST_CASE("stretches grow until two in three carry a p99, and those that do not are left out") {
  const Course course = course_of_seconds(
      40, [](int s) { return s < 10 ? 40U : 300U; }, [](int) { return 5; });
  const std::vector<LoadPoint> points = load_points(course, 0s, 60, 0.99);
  REQUIRE(points.size() == 6);
  CHECK(points.front().begin == 10s);
  for (const LoadPoint& point : points) CHECK(point.length == 5s);
}

TEST_CASE("a percentile that is less rare is carried by shorter stretches") {
  const Course course = course_of_seconds(
      10, [](int s) { return 100U + 20U * static_cast<unsigned>(s); }, [](int s) { return s + 1; });
  const std::vector<LoadPoint> points = load_points(course, 0s, 60, 0.9);
  REQUIRE(points.size() == 10);
  CHECK(static_cast<double>(points.back().ns) == Approx(10e6).epsilon(0.001));
  CHECK(load_points(course, 0s, 60, 0.99).front().length == 10s);
}

TEST_CASE("arrivals that never started are in the latencies, but ended nowhere") {
  Course course = course_of_seconds(
      2, [](int) { return 2000U; }, [](int) { return 5; });
  latency::Interval last{2s, 1s, {}};
  last.series[{"a", "x", "response", true, false}].record(5 * ms, 2000);
  last.series[{"a", std::string(latency::not_started_step), "response", false, false}].record(900 * ms, 500);
  course.add(last);
  const std::vector<LoadPoint> points = load_points(course, 0s, 60, 0.99);
  REQUIRE(points.size() == 3);
  CHECK(points.back().rate == 2000);
  CHECK(points.back().ns > 800 * ms);
}

TEST_CASE("the end of a run is left out where it is but a piece of a stretch") {
  Course course = course_of_seconds(
      3, [](int) { return 2000U; }, [](int) { return 5; });
  latency::Interval sliver{3s, 100ms, {}};
  sliver.series[{"a", "x", "response", true, false}].record(5 * ms, 1500);
  course.add(sliver);
  CHECK(load_points(course, 0s, 60, 0.99).size() == 3);
}

TEST_CASE("a run without requests, or with too few, has no points") {
  CHECK(load_points(Course("response"), 0s, 60, 0.99).empty());
  const Course few = course_of_seconds(
      10, [](int) { return 1U; }, [](int) { return 5; });
  CHECK(load_points(few, 0s, 60, 0.99).empty());
}

TEST_CASE("the rate varies if the highest is half as much again as the lowest, in four points or more") {
  CHECK_FALSE(rate_varies({}));
  CHECK_FALSE(rate_varies(points_at({{100, 5}, {200, 5}, {300, 5}})));
  CHECK_FALSE(rate_varies(points_at({{100, 5}, {110, 5}, {149, 5}, {100, 5}})));
  CHECK(rate_varies(points_at({{100, 5}, {110, 5}, {150, 5}, {100, 5}})));
}

TEST_CASE("p99 leaves its floor at the lowest rate from which on all lie high") {
  const Knee knee = knee_of(points_at({{50, 5}, {100, 5}, {150, 6}, {200, 8}, {250, 30}, {240, 90}, {245, 300}, {60, 5}}));
  CHECK(knee.floor_ns == 5 * ms);
  CHECK(knee.above == 3);
  REQUIRE(knee.from);
  CHECK(*knee.from == 240);
  CHECK(knee.calm_until == 200);
}

TEST_CASE("no rate is named where slow stretches do not follow it, where one alone is slow, or none") {
  const Knee anywhere = knee_of(points_at({{50, 5}, {100, 5}, {110, 40}, {200, 5}, {250, 6}}));
  CHECK_FALSE(anywhere.from);
  CHECK(anywhere.above == 1);
  const Knee last_alone = knee_of(points_at({{50, 5}, {100, 5}, {110, 5}, {200, 5}, {250, 60}}));
  CHECK_FALSE(last_alone.from);
  CHECK(last_alone.above == 1);
  const Knee calm = knee_of(points_at({{50, 5}, {100, 5}, {150, 6}, {200, 10}}));
  CHECK_FALSE(calm.from);
  CHECK(calm.above == 0);
}
