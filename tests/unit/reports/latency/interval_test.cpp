#include "reports/latency/interval.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::latency;
using namespace std::chrono_literals;
using rushhour::Instant;

TEST_CASE("intervals grow longer with the run") {
  struct Row {
    const char* says;
    Instant begin, length;
  };
  const Row row = GENERATE(values<Row>({
      {"a second at first", 0s, 1s},
      {"still a second just before ten minutes", 599s, 1s},
      {"ten seconds from ten minutes on", 10min, 10s},
      {"still ten seconds just before two hours", 2h - 10s, 10s},
      {"a minute from two hours on", 2h, 60s},
      {"a minute ever after", 100h, 60s},
  }));
  INFO(row.says);
  CHECK(interval_length(row.begin) == row.length);
}

TEST_CASE("each interval begins where the one before ends, and lengths change on a boundary") {
  Instant begin{0};
  while (begin < 3h) begin += interval_length(begin);
  CHECK(begin == 3h);
  for (Instant t{0}; t < 3h; t += interval_length(t)) REQUIRE(t % interval_length(t) == 0s);
}

TEST_CASE("merging intervals joins their series") {
  const Series menu{"diners", "menu", "response"}, order{"diners", "order", "response"};
  Interval one{3s, 1s, {}}, two{3s, 700ms, {}};
  one.series[menu].record(100);
  two.series[menu].record(200);
  two.series[order].record(300);
  one.merge(two);
  CHECK(one.begin == 3s);
  CHECK(one.length == 1s);
  REQUIRE(one.series.size() == 2);
  CHECK(one.series[menu].count() == 2);
  CHECK(one.series[menu].max() == 200);
  CHECK(one.series[order].count() == 1);
  CHECK(two.series[menu].count() == 1);
}
