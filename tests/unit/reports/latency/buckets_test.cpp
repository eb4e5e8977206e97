#include "reports/latency/buckets.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <stdexcept>

using namespace rushhour::latency;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

TEST_CASE("a bucket has the number and the ends that HdrHistogram gives it") {
  struct Row {
    const char* says;
    Layout layout;
    std::int64_t value;
    std::size_t index;
    std::int64_t lowest, highest;
  };
  const Row row = GENERATE(values<Row>({
      {"zero is the first", {1, 3'600'000'000, 3}, 0, 0, 0, 0},
      {"small values have a bucket each", {1, 3'600'000'000, 3}, 2047, 2047, 2047, 2047},
      {"from 2048 on they come in pairs", {1, 3'600'000'000, 3}, 2049, 2048, 2048, 2049},
      {"a thousand times the linear range", {1, 3'600'000'000, 3}, 10'000'007, 14'532, 9'994'240, 10'002'431},
      {"a negative value counts as zero", {1, 3'600'000'000, 3}, -5, 0, 0, 0},
      {"a coarser unit widens the linear steps", {1000, 3'600'000'000, 3}, 1023, 1, 512, 1023},
      {"two digits need 256 steps", {1, 3'600'000'000, 2}, 256, 256, 256, 257},
      {"the last bucket of 63 bits ends where they end", {1, largest, 3}, largest, 54 * 1024 - 1, largest - (1LL << 52) + 1, largest},
  }));
  INFO(row.says);
  const Buckets buckets(row.layout);
  const std::size_t index = buckets.index_of(row.value);
  CHECK(index == row.index);
  CHECK(buckets.lowest_of(index) == row.lowest);
  CHECK(buckets.highest_of(index) == row.highest);
}

TEST_CASE("the number of buckets is that of HdrHistogram") {
  CHECK(Buckets({1, 3'600'000'000, 3}).size() == 23'552);  // the C port's own test
  CHECK(Buckets({1, 24 * 3'600'000'000'000, 3}).size() == 38'912);
  CHECK(Buckets({1, 2, 5}).size() == 262'144);
}

TEST_CASE("buckets follow each other without gap, and none is wider than its digits allow") {
  const Layout layout = GENERATE(values<Layout>({{1, 1'000'000'000, 3}, {1000, 1'000'000'000, 2}, {3, 5'000'000, 4}, {1, largest, 1}}));
  const Buckets buckets(layout);
  double steps = 1;
  for (int i = 0; i < layout.digits; ++i) steps *= 10;
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const std::int64_t lowest = buckets.lowest_of(i), highest = buckets.highest_of(i);
    REQUIRE(lowest <= highest);
    if (i + 1 < buckets.size()) REQUIRE(buckets.lowest_of(i + 1) == highest + 1);
    if (lowest <= layout.highest) REQUIRE(buckets.index_of(lowest) == i);
    if (highest <= layout.highest) REQUIRE(buckets.index_of(highest) == i);
    REQUIRE(buckets.middle_of(i) >= lowest);
    REQUIRE(buckets.middle_of(i) <= highest);
    const double width = static_cast<double>(highest - lowest) + 1;
    REQUIRE((width <= static_cast<double>(layout.lowest) || width <= static_cast<double>(lowest) / steps));
  }
}

TEST_CASE("every value up to the highest has a bucket, larger ones share its") {
  const Buckets buckets({1, 1'000'000, 3});
  CHECK(buckets.index_of(1'000'000) < buckets.size());
  CHECK(buckets.index_of(1'000'001) == buckets.index_of(1'000'000));
  CHECK(buckets.index_of(largest) == buckets.index_of(1'000'000));
}

TEST_CASE("a layout of which no buckets can be made is refused") {
  const Layout layout = GENERATE(
      values<Layout>({{0, 100, 3}, {-1, 100, 3}, {1, 1, 3}, {10, 19, 3}, {1, 100, 0}, {1, 100, 6}, {1LL << 51, largest, 3}, {1, -1, 3}}));
  CHECK_FALSE(is_sound(layout));
  CHECK_THROWS_AS(Buckets(layout), std::invalid_argument);
}
