#include "reports/pages/charts/heat_map.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::pages;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t ms = 1'000'000;

latency::Interval interval_of(Instant begin, Instant length, std::int64_t value_ms, std::uint64_t samples) {
  latency::Interval interval{begin, length, {}};
  interval.series[{"a", "x", "response", true, false}].record(value_ms * ms, samples);
  return interval;
}

std::uint64_t sum_of(const HeatMap& map) {
  std::uint64_t sum = 0;
  for (const HeatColumn& column : map.columns)
    for (const std::uint64_t count : column.rows.counts) sum += count;
  return sum;
}

}  // namespace

TEST_CASE("two modes of a run stand in rows of their own, in the columns of their time") {
  Course course("response");
  for (int s = 0; s < 10; ++s) {
    latency::Interval interval = interval_of(std::chrono::seconds(s), 1s, 5, 70);
    interval.series[{"a", "y", "response", s < 5, false}].record(80 * ms, s < 5 ? 30U : 10U);
    interval.series[{"a", "y", "service", true, false}].record(1 * ms, 1000);
    course.add(interval);
  }
  const HeatMap map = heat_map(course, 300, 15);
  REQUIRE(map.columns.size() == 10);
  CHECK(map.width == 1s);
  CHECK(map.most() == 70);
  CHECK(sum_of(map) == 5 * 100 + 5 * 80);
  const std::size_t fast = 100;  // 15 * log10(5e6) = 100.48
  const std::size_t slow = 118;  // 15 * log10(80e6) = 118.55
  CHECK(map.rows() == std::pair(fast, slow + 1));
  for (std::size_t c = 0; c < 10; ++c) {
    CHECK(map.columns[c].begin == std::chrono::seconds(c));
    CHECK(map.columns[c].rows.at(fast) == 70);
    CHECK(map.columns[c].rows.at(slow) == (c < 5 ? 30 : 10));
    CHECK(static_cast<double>(map.columns[c].median_ns) == Approx(5e6).epsilon(0.001));
  }
}

TEST_CASE("columns are of one width although intervals grow longer in a long run") {
  Course course("response");
  for (Instant begin{0}; begin < 700s; begin += latency::interval_length(begin))
    course.add(interval_of(begin, latency::interval_length(begin), 5, begin < 600s ? 10 : 100));
  const HeatMap map = heat_map(course, 300, 15);
  CHECK(map.width == 10s);  // 5 s would do for 300 columns, but the last intervals are longer
  REQUIRE(map.columns.size() == 70);
  for (const HeatColumn& column : map.columns) CHECK(column.rows.at(100) == 100);
}

TEST_CASE("a day fits into three hundred columns") {
  Course course("response");
  for (Instant begin{0}; begin < 24h; begin += latency::interval_length(begin))
    course.add(interval_of(begin, latency::interval_length(begin), 5, 1));
  const HeatMap map = heat_map(course, 300, 15);
  CHECK(map.columns.size() <= 300);
  CHECK(map.columns.size() > 150);
  CHECK(sum_of(map) == course.intervals().size());
}

TEST_CASE("stretches without requests have no column, and a run without any has none at all") {
  Course course("response");
  CHECK(heat_map(course, 300, 15).columns.empty());
  course.add(interval_of(0s, 1s, 5, 1));
  course.add({1s, 1s, {}});
  course.add(interval_of(2s, 200ms, 9, 1));
  const HeatMap map = heat_map(course, 300, 15);
  REQUIRE(map.columns.size() == 2);
  CHECK(map.columns[1].begin == 2s);
}

TEST_CASE("script gets each column's counts from its own first row on") {
  Course course("response");
  course.add(interval_of(0s, 1s, 5, 7));
  course.add(interval_of(1s, 1s, 80, 9));
  const nlohmann::json data = heat_map_json(heat_map(course, 300, 15));
  CHECK(data["width_s"] == 1.0);
  CHECK(data["rows_a_decade"] == 15);
  CHECK(data["most"] == 9);
  CHECK(data["begin_s"] == nlohmann::json::array({0.0, 1.0}));
  CHECK(data["first"] == nlohmann::json::array({100, 118}));
  CHECK(data["counts"] == nlohmann::json::array({nlohmann::json::array({7}), nlohmann::json::array({9})}));
}

TEST_CASE("the rows of a heat map are those of all its columns, whichever comes last") {
  for (const bool rising : {true, false}) {
    Course course("response");
    for (int s = 0; s < 3; ++s) {
      const std::int64_t value_ms[] = {2, 20, 200};
      course.add(interval_of(std::chrono::seconds(s), 1s, value_ms[rising ? s : 2 - s], 5));
    }
    INFO(rising);
    const HeatMap map = heat_map(course, 300, 15);
    CHECK(map.rows() == std::pair<std::size_t, std::size_t>(94, 125));  // of 2 ms to that of 200 ms
  }
}
