#include "reports/pages/charts/course.hpp"

#include <catch2/catch.hpp>

namespace rushhour::pages {
namespace {

using namespace std::chrono_literals;

latency::Series series(const char* step, const char* kind, bool ok = true) {
  latency::Series one;
  one.scenario = "diners";
  one.step = step;
  one.kind = kind;
  one.ok = ok;
  return one;
}

latency::Histogram times(std::initializer_list<std::int64_t> values) {
  latency::Histogram histogram;
  for (const std::int64_t value : values) histogram.record(value);
  return histogram;
}

/// A second of three requests, one of them failed, and of the generator's lags.
latency::Interval second_at(Instant begin, std::int64_t ns) {
  latency::Interval interval{begin, 1s, {}};
  interval.series[series("pay", "response")] = times({ns, ns});
  interval.series[series("pay", "response", false)] = times({5 * ns});
  interval.series[series("pay", "service")] = times({1});
  interval.series[series("", "send_lag")] = times({ns / 10, ns / 10, ns / 10});
  interval.series[series("", "loop_lag")] = times({ns / 20, ns / 20});
  return interval;
}

Course course_of_seconds(int count) {
  Course course;
  for (int i = 0; i < count; ++i) course.add(second_at(std::chrono::seconds(i), 1000 * (i + 1)));
  return course;
}

TEST_CASE("an interval of a course holds the times of its kind, both lags, and what each step did", "[reports][pages]") {
  const Course course = course_of_seconds(1);
  REQUIRE(course.intervals().size() == 1);
  const CourseInterval& one = course.intervals().front();
  CHECK(one.times.count() == 3);
  CHECK(one.send_lag.count() == 3);
  CHECK(one.loop_lag.count() == 2);
  REQUIRE(one.steps.size() == 1);
  const StepPoint& pay = one.steps.at({"diners", "pay"});
  CHECK(pay.count == 3);
  CHECK(pay.errors == 1);
  CHECK(pay.median_ns == times({1000}).quantile(0.5));
  CHECK(course.end() == 1s);
}

TEST_CASE("a course that is made coarser keeps every sample of every kind", "[reports][pages]") {
  const Course fine = course_of_seconds(100);
  Course coarse = fine;
  coarse.coarsen(12);
  CHECK(coarse.intervals().size() == 10);  // of ten seconds each
  CHECK(coarse.end() == fine.end());
  struct Sums {
    std::uint64_t times = 0, send_lag = 0, loop_lag = 0, requests = 0, errors = 0;
    std::int64_t longest_loop_lag = 0;
    Instant length{0};
    bool operator==(const Sums&) const = default;
  };
  const auto sums_of = [](const Course& course) {
    Sums sums;
    for (const CourseInterval& one : course.intervals()) {
      sums.times += one.times.count();
      sums.send_lag += one.send_lag.count();
      sums.loop_lag += one.loop_lag.count();
      sums.longest_loop_lag = std::max(sums.longest_loop_lag, one.loop_lag.max());
      sums.length += one.length;
      for (const auto& [step, point] : one.steps) {
        sums.requests += point.count;
        sums.errors += point.errors;
      }
    }
    return sums;
  };
  const Sums of_fine = sums_of(fine), of_coarse = sums_of(coarse);
  CHECK(of_fine.loop_lag == 200);
  CHECK(of_coarse.times == of_fine.times);
  CHECK(of_coarse.send_lag == of_fine.send_lag);
  CHECK(of_coarse.loop_lag == of_fine.loop_lag);
  CHECK(of_coarse.longest_loop_lag == of_fine.longest_loop_lag);
  CHECK(of_coarse.requests == of_fine.requests);
  CHECK(of_coarse.errors == of_fine.errors);
  CHECK(of_coarse.length == of_fine.length);
}

TEST_CASE("of a step's medians that of more samples stays", "[reports][pages]") {
  Course course;
  course.add(second_at(0s, 1000));
  latency::Interval busy = second_at(1s, 9000);
  busy.series[series("pay", "response")].record(9000, 10);
  course.add(busy);
  course.add(second_at(2s, 2000));
  course.coarsen(1);
  REQUIRE(course.intervals().size() == 1);
  CHECK(course.intervals().front().steps.at({"diners", "pay"}).median_ns == times({9000}).quantile(0.5));
}

}  // namespace
}  // namespace rushhour::pages
