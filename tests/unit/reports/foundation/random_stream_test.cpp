#include "reports/foundation/random_stream.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <string>
#include <vector>

using rushhour::philox;
using rushhour::RandomStream;
using rushhour::stream_name;

TEST_CASE("philox gives the numbers its authors published") {  // Random123, kat_vectors, philox4x32 10
  struct Row {
    const char* says;
    std::array<std::uint32_t, 4> counter;
    std::array<std::uint32_t, 2> key;
    std::array<std::uint32_t, 4> result;
  };
  const Row row = GENERATE(values<Row>({
      {"zeros", {0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {"ones", {~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {"digits of pi",
       {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  }));
  INFO(row.says);
  CHECK(philox(row.counter, row.key) == row.result);
}

TEST_CASE("names of streams are FNV-1a") {
  CHECK(stream_name("") == 2166136261U);
  CHECK(stream_name("a") == 0xe40c292cU);
  CHECK(stream_name("foobar") == 0xbf9cf968U);
}

TEST_CASE("a stream depends on its name alone, and every part of the name counts") {
  const auto first = [](RandomStream stream) { return stream(); };
  const std::uint64_t base = first({42, "data", "diners", 7});
  CHECK(first({42, "data", "diners", 7}) == base);
  CHECK(first({43, "data", "diners", 7}) != base);
  CHECK(first({42, "arrivals", "diners", 7}) != base);
  CHECK(first({42, "data", "couriers", 7}) != base);
  CHECK(first({42, "data", "diners", 8}) != base);
  CHECK(first({42, "data", "diners", 7 + (std::uint64_t{1} << 32)}) != base);
  CHECK(first({42 + (std::uint64_t{1} << 32), "data", "diners", 7}) != base);
  CHECK(first({42, "diners", "data", 7}) != base);
}

TEST_CASE("a copy of a stream goes on as the original does") {
  RandomStream stream(1, "test", "copy", 0);
  stream();
  RandomStream copy = stream;
  for (int i = 0; i < 10; ++i) REQUIRE(copy() == stream());
}

TEST_CASE("streams of one seed share no number") {
  std::set<std::uint64_t> seen;
  for (std::uint64_t index = 0; index < 200; ++index) {
    RandomStream stream(1, "data", "diners", index);
    for (int i = 0; i < 50; ++i) seen.insert(stream());
  }
  CHECK(seen.size() == 10'000);
}

TEST_CASE("uniform is even in zero to one") {
  RandomStream random(2, "test", "uniform", 0);
  constexpr int n = 200'000;
  double sum = 0, squares = 0;
  std::vector<int> cells(20);
  for (int i = 0; i < n; ++i) {
    const double u = random.uniform();
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    sum += u;
    squares += u * u;
    ++cells[static_cast<std::size_t>(u * 20)];
  }
  CHECK(sum / n == Approx(0.5).margin(0.003));  // standard error 0.00065
  CHECK(squares / n == Approx(1.0 / 3).margin(0.003));
  double chi = 0;
  for (const int cell : cells) chi += (cell - n / 20.0) * (cell - n / 20.0) / (n / 20.0);
  CHECK(chi < 43.8);  // 19 degrees of freedom, one in a thousand
}

TEST_CASE("below is even over its range and stays in it") {
  RandomStream random(3, "test", "below", 0);
  for (const std::uint64_t n : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{7}, std::uint64_t{1000}}) {
    std::vector<int> cells(n);
    const int draws = 20'000;
    for (int i = 0; i < draws; ++i) {
      const std::uint64_t drawn = random.below(n);
      REQUIRE(drawn < n);
      ++cells[drawn];
    }
    const double expected = draws / static_cast<double>(n);
    double chi = 0;
    for (const int cell : cells) chi += (cell - expected) * (cell - expected) / expected;
    const double freedom = static_cast<double>(n) - 1;
    CHECK(chi <= freedom + 4 * std::sqrt(2 * freedom) + 4);
  }
}

TEST_CASE("below has no bias where its range does not divide 2^64") {
  // Of three halves of 2^64 a plain remainder would draw the lower half twice as often as the rest.
  RandomStream random(4, "test", "bias", 0);
  const std::uint64_t n = (std::uint64_t{1} << 63) + (std::uint64_t{1} << 62);
  int lower = 0;
  for (int i = 0; i < 30'000; ++i) lower += random.below(n) < n / 3 ? 1 : 0;
  CHECK(lower == Approx(10'000).margin(400));  // five standard deviations
}

TEST_CASE("exponential has mean and variance one, and is never zero or infinite") {
  RandomStream random(5, "test", "exponential", 0);
  constexpr int n = 200'000;
  double sum = 0, squares = 0;
  int beyond_two = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.exponential();
    REQUIRE(x > 0);
    REQUIRE(std::isfinite(x));
    sum += x;
    squares += x * x;
    beyond_two += x > 2 ? 1 : 0;
  }
  CHECK(sum / n == Approx(1).margin(0.012));
  CHECK(squares / n == Approx(2).margin(0.06));
  CHECK(beyond_two / static_cast<double>(n) == Approx(std::exp(-2.0)).margin(0.004));
}

TEST_CASE("normal has mean zero, variance one, no skew and a normal's tails") {
  RandomStream random(6, "test", "normal", 0);
  constexpr int n = 200'000;
  double sum = 0, squares = 0, cubes = 0, fourths = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    REQUIRE(std::isfinite(x));
    sum += x;
    squares += x * x;
    cubes += x * x * x;
    fourths += x * x * x * x;
  }
  CHECK(sum / n == Approx(0).margin(0.012));
  CHECK(squares / n == Approx(1).margin(0.016));
  CHECK(cubes / n == Approx(0).margin(0.045));
  CHECK(fourths / n == Approx(3).margin(0.12));
}

TEST_CASE("a normal draw moves the stream by two numbers, whatever they are") {
  RandomStream one(7, "test", "position", 0), two = one;
  one.normal();
  two();
  two();
  CHECK(one() == two());
}
