#include "sim/load/schedule/arrivals.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

std::vector<Arrival> all(Arrivals arrivals) {
  std::vector<Arrival> list;
  while (const auto arrival = arrivals.next()) list.push_back(*arrival);
  return list;
}

const std::vector<Stage> lunch{{2s, 0, 300}, {3s, 300, 300}, {1s, 300, 10}};

}  // namespace

TEST_CASE("evenly spaced arrivals are due at n times the period, the first at once") {
  const std::vector<Stage> plateau{{10s, 50, 50}};
  const RateProfile profile(plateau);
  const auto arrivals = all(Arrivals(profile, Spacing::uniform, 1, "x"));
  REQUIRE(arrivals.size() == 500);
  for (std::size_t n = 0; n < arrivals.size(); ++n) {
    CHECK(arrivals[n].number == n);
    CHECK(arrivals[n].due == Instant(20'000'000) * static_cast<int>(n));
  }
}

TEST_CASE("the n-th arrival of a ramp is due where the area under the rate is n") {
  const RateProfile profile(lunch);
  const auto arrivals = all(Arrivals(profile, Spacing::uniform, 1, "x"));
  REQUIRE(arrivals.size() == static_cast<std::size_t>(std::ceil(profile.area())));
  // On the first ramp, r(t) = 150 t, so A(t) = 75 t^2.
  for (std::size_t n = 0; n < 300; ++n) CHECK(seconds(arrivals[n].due) == Approx(std::sqrt(static_cast<double>(n) / 75)).margin(1e-9));
}

TEST_CASE("the stripes of any number of workers join to the sequence of one") {
  const RateProfile profile(lunch);
  const Spacing spacing = GENERATE(Spacing::uniform, Spacing::poisson);
  const std::size_t workers = GENERATE(std::size_t{2}, std::size_t{3}, std::size_t{7});
  const auto whole = all(Arrivals(profile, spacing, 42, "diners"));
  std::vector<Instant> joined(whole.size(), Instant(-1));
  for (std::size_t worker = 0; worker < workers; ++worker)
    for (const Arrival& arrival : all(Arrivals(profile, spacing, 42, "diners", worker, workers))) {
      REQUIRE(arrival.number < joined.size());
      CHECK(joined[arrival.number] == Instant(-1));
      joined[arrival.number] = arrival.due;
    }
  for (const Arrival& arrival : whole) CHECK(joined[arrival.number] == arrival.due);
}

TEST_CASE("Poisson arrivals depend on the seed and the scenario and on nothing else") {
  const RateProfile profile(lunch);
  const auto dues = [&](std::uint64_t seed, const char* scenario) {
    std::vector<Instant> list;
    for (const Arrival& arrival : all(Arrivals(profile, Spacing::poisson, seed, scenario))) list.push_back(arrival.due);
    return list;
  };
  CHECK(dues(1, "a") == dues(1, "a"));
  CHECK(dues(1, "a") != dues(2, "a"));
  CHECK(dues(1, "a") != dues(1, "b"));
}

TEST_CASE("gaps of Poisson arrivals are exponential by Kolmogorov and Smirnov, on ramps too after the change of time") {
  const std::vector<Stage> stages{{50s, 20, 400}, {50s, 400, 100}};
  const RateProfile profile(stages);
  std::vector<double> gaps;
  double last = 0;
  for (const Arrival& arrival : all(Arrivals(profile, Spacing::poisson, 7, "x"))) {
    const double t = seconds(arrival.due);
    const double area = t < 50 ? 20 * t + 3.8 * t * t : 10500 + 400 * (t - 50) - 3 * (t - 50) * (t - 50);
    gaps.push_back(area - last);
    last = area;
  }
  std::sort(gaps.begin(), gaps.end());
  const auto n = static_cast<double>(gaps.size());
  CHECK(n == Approx(profile.area()).margin(5 * std::sqrt(profile.area())));
  double d = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double f = 1 - std::exp(-gaps[i]);
    d = std::max({d, std::abs(f - static_cast<double>(i) / n), std::abs(static_cast<double>(i + 1) / n - f)});
  }
  CHECK(d < 1.63 / std::sqrt(n));  // the 1 % point
}
