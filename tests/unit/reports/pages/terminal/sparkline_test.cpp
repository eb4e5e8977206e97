#include "reports/pages/terminal/sparkline.hpp"

#include <catch2/catch.hpp>

using rushhour::pages::sparkline;

TEST_CASE("a sparkline goes from zero to the largest value in eight heights") {
  CHECK(sparkline({0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}, 8) == "▁▂▃▄▅▆▇█");
  CHECK(sparkline({500.0, 1000.0}, 8) == "▅█");
}

TEST_CASE("what has no value is a gap, and what is negative stands at the bottom") {
  CHECK(sparkline({1.0, std::nullopt, 1.0}, 8) == "█ █");
  CHECK(sparkline({-3.0, 1.0}, 8) == "▁█");
}

TEST_CASE("a sparkline shows the last values, to their own scale") {
  CHECK(sparkline({1000.0, 1.0, 2.0}, 2) == "▅█");
  CHECK(sparkline({1.0, 2.0}, 0).empty());
}

TEST_CASE("where nothing is to be seen there is no sparkline") {
  CHECK(sparkline({}, 8).empty());
  CHECK(sparkline({3.0}, 8).empty());
  CHECK(sparkline({3.0, std::nullopt}, 8).empty());
  CHECK(sparkline({0.0, 0.0}, 8).empty());
}
