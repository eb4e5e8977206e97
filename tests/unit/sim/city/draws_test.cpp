#include "sim/city/draws.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::city;
using rushhour::RandomStream;

TEST_CASE("a draw between two numbers reaches both and nothing else") {
  RandomStream random(1, "test", "between", 0);
  bool least = false;
  bool most = false;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t drawn = between(random, -2, 3);
    REQUIRE(drawn >= -2);
    REQUIRE(drawn <= 3);
    least |= drawn == -2;
    most |= drawn == 3;
  }
  CHECK(least);
  CHECK(most);
  CHECK(between(random, 7, 7) == 7);
}

TEST_CASE("a chance happens as often as it says") {
  RandomStream random(1, "test", "chance", 0);
  int happened = 0;
  for (int i = 0; i < 100'000; ++i) happened += chance(random, 250) ? 1 : 0;
  CHECK(happened > 24'300);
  CHECK(happened < 25'700);
  CHECK_FALSE(chance(random, 0));
  CHECK(chance(random, 1000));
}

TEST_CASE("a sixteenth of what is drawn from quantiles lies in each of their cells") {
  constexpr Quantiles table{0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  RandomStream random(1, "test", "quantiles", 0);
  std::array<int, 16> cells{};
  for (int i = 0; i < 160'000; ++i) {
    const std::int64_t drawn = from_quantiles(random, table);
    REQUIRE(drawn >= 0);
    REQUIRE(drawn < 32768);
    std::size_t cell = 15;
    while (cell > 0 && drawn < table[cell]) --cell;
    ++cells[cell];
  }
  for (const int in_cell : cells) CHECK(std::abs(in_cell - 10'000) < 500);
}
