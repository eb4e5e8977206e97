#include "reports/pages/charts/drawings.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

using namespace rushhour;
using namespace rushhour::pages;
using Catch::Contains;
using S = std::chrono::seconds;

namespace {

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

TEST_CASE("a line over time is a path with a name, and its gaps stay open") {
  const double values[] = {0, 4, -1, 2};
  const std::string svg = sparkline(values, "a \"rate\"", "bad");
  CHECK_THAT(svg, Contains("class=\"spark bad\"") && Contains("role=\"img\"") && Contains("aria-label=\"a &quot;rate&quot;\""));
  CHECK_THAT(svg, Contains("d=\"M0 19.0H24L24 1.0H48M72 10.0H96\""));  // zero at the foot, the largest at the top
}

TEST_CASE("a line of nothing, of one value or of zeros is not drawn") {
  CHECK(sparkline({}, "l").empty());
  const double one[] = {5}, zeros[] = {0, 0, 0}, gaps[] = {-1, -1}, endless[] = {1, std::numeric_limits<double>::infinity()};
  CHECK(sparkline(one, "l").empty());
  CHECK(sparkline(zeros, "l").empty());
  CHECK(sparkline(gaps, "l").empty());
  CHECK(sparkline(endless, "l").empty());
  const double large[] = {1e9, 1e18};
  CHECK_THAT(sparkline(large, "l"), Contains("M0 19.0H48L48 1.0H96"));
}

TEST_CASE("parts of a bar are as wide as their share, and those that nobody could see are left out") {
  const std::string svg = stacked_bar({{2, 1}, {5, 3}, {6, 1e-9}}, "most in wait");
  CHECK_THAT(svg, Contains("class=\"part-2\" x=\"0.0\" width=\"40.0\"") && Contains("class=\"part-5\" x=\"40.0\" width=\"120.0\""));
  CHECK_THAT(svg, !Contains("part-6"));
  CHECK(stacked_bar({}, "l").empty());
  CHECK(stacked_bar({{1, 0}}, "l").empty());
}

TEST_CASE("the limit stands in the middle of its bar, and what is far beyond ends in a point") {
  CHECK_THAT(limit_bar(0.5, true, "l"), Contains("class=\"kept\" x=\"0.0\" width=\"40.0\"") && Contains("class=\"limit\" x=\"79.0\""));
  CHECK_THAT(limit_bar(1.5, false, "l"), Contains("class=\"broken\" x=\"0.0\" width=\"120.0\"") && !Contains("<path"));
  CHECK_THAT(limit_bar(70, false, "l"), Contains("width=\"154.0\"") && Contains("<path class=\"broken\""));
  CHECK_THAT(limit_bar(1e-6, true, "l"), Contains("class=\"kept\" x=\"0.0\" width=\"2.0\""));  // too short for its size, and still seen
  CHECK_THAT(limit_bar(0, true, "l"), Contains("class=\"kept\" x=\"0.0\" width=\"0.0\""));
  CHECK(limit_bar(std::nan(""), true, "l").empty());
  CHECK(limit_bar(-1, true, "l").empty());
}

TEST_CASE("amounts become rates, and nothing is lost on the way") {
  RatesOverTime rates(S(10), 5);
  rates.add(S(0), S(1), 6);
  rates.add(S(1), S(2), 8);   // half in the first stretch, half in the second
  rates.add(S(9), S(3), 9);   // ends behind the end
  rates.add(S(20), S(1), 2);  // comes behind the end
  rates.add(S(4), S(0), 4);   // of no length
  const std::vector<double> per_second = rates.per_second();
  REQUIRE(per_second.size() == 5);
  CHECK(per_second[0] == Approx(5));
  CHECK(per_second[1] == Approx(2));
  CHECK(per_second[2] == Approx(2));
  CHECK(per_second[3] == Approx(0));
  CHECK(sum(per_second) * 2 == Approx(6 + 8 + 9 + 2 + 4));
}

TEST_CASE("a line has a point a second, and no more than a cell of a table can show") {
  CHECK(sparkline_points(Instant(0)) == 1);
  CHECK(sparkline_points(Instant(-5)) == 1);
  CHECK(sparkline_points(std::chrono::milliseconds(200)) == 1);
  CHECK(sparkline_points(S(30)) == 30);
  CHECK(sparkline_points(std::chrono::hours(24)) == 48);
  CHECK(RatesOverTime(Instant(0), 0).per_second() == std::vector<double>{0});
}
