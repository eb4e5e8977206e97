#include "target/delivery/money.hpp"

#include <catch2/catch.hpp>

using namespace rushhour::delivery;

TEST_CASE("division goes to the nearest integer, and to the even one from the middle") {
  struct Row {
    const char* says;
    std::int64_t numerator, denominator, quotient;
  };
  const Row row = GENERATE(values<Row>({
      {"what divides evenly is left alone", 12, 4, 3},
      {"below the middle goes down", 7, 5, 1},
      {"above the middle goes up", 8, 5, 2},
      {"a middle over an even number stays", 5, 2, 2},
      {"a middle over an odd number goes up", 7, 2, 4},
      {"half goes to zero", 1, 2, 0},
      {"negative middles mirror the positive ones, even", -5, 2, -2},
      {"negative middles mirror the positive ones, odd", -7, 2, -4},
      {"a negative number below the middle goes towards zero", -7, 5, -1},
      {"a negative number above the middle goes away from zero", -8, 5, -2},
      {"the largest number does not overflow", INT64_MAX, 2, INT64_MAX / 2 + 1},
      {"the largest denominator does not overflow", INT64_MAX - 1, INT64_MAX, 1},
      {"zero is zero", 0, 3, 0},
  }));
  INFO(row.says);
  CHECK(divide_half_even(row.numerator, row.denominator) == row.quotient);
}

TEST_CASE("halves rounded many times drift to neither side") {
  std::int64_t drift_doubled = 0;
  for (std::int64_t n = -999; n <= 999; ++n) drift_doubled += 2 * divide_half_even(n, 2) - n;
  CHECK(drift_doubled == 0);
  std::int64_t upwards = 0;
  for (std::int64_t n = 1; n <= 799; n += 2) upwards += 2 * divide_half_even(n, 2) - n;
  CHECK(upwards == 0);
}

TEST_CASE("thousandths of an amount are rounded half to even") {
  CHECK(per_mille({1000}, 25).minor == 25);
  CHECK(per_mille({20}, 25).minor == 0);   // 0.5
  CHECK(per_mille({60}, 25).minor == 2);   // 1.5
  CHECK(per_mille({100}, 25).minor == 2);  // 2.5
  CHECK(per_mille({101}, 25).minor == 3);  // 2.525
}
