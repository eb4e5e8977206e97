#include "sim/load/schedule/scaling.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "reports/foundation/random_stream.hpp"
#include "sim/load/schedule/arrivals.hpp"

using namespace rushhour;
using namespace rushhour::load;
using namespace std::chrono_literals;

namespace {

/// Walks a stripe as a worker does that hears of each scaling `ahead` before it holds.
std::vector<Arrival> walk(const RateProfile& profile, Spacing spacing, const std::vector<Scaling>& scalings, std::uint64_t worker,
                          std::uint64_t workers, Instant ahead) {
  Arrivals arrivals(profile, spacing, 5, "s", worker, workers);
  std::vector<Arrival> list;
  for (std::size_t heard = 0;;) {
    const auto next = arrivals.peek();
    if (heard < scalings.size() && (!next || next->due > scalings[heard].at - ahead)) {
      arrivals.scale(scalings[heard++]);
      continue;
    }
    if (!next) return list;
    list.push_back(*next);
    arrivals.pop();
  }
}

std::vector<Instant> dues(const std::vector<Arrival>& arrivals) {
  std::vector<Instant> list;
  for (const Arrival& arrival : arrivals) list.push_back(arrival.due);
  return list;
}

const std::vector<Stage> ten_a_second{{10s, 10, 10}};

}  // namespace

TEST_CASE("a profile that is not scaled is due when it was") {
  const RateProfile profile(ten_a_second);
  const ScaledProfile scaled(profile);
  for (double area = 0; area < 100; area += 0.37) CHECK(scaled.when(area) == profile.when(area));
  CHECK_FALSE(scaled.when(100));
}

TEST_CASE("from a scaling on the area grows by its factor, and the profile ends when it would") {
  const RateProfile profile(ten_a_second);
  ScaledProfile scaled(profile);
  scaled.scale({4s, 3});
  CHECK(scaled.when(39) == 3900ms);
  CHECK(scaled.when(40) == 4s);
  CHECK(scaled.when(70) == 5s);
  CHECK(scaled.when(219) == 4s + Instant(std::llround(179 / 30.0 * 1e9)));
  CHECK_FALSE(scaled.when(220));
  scaled.scale({5s, 0.5});
  CHECK(scaled.when(69) == 4s + Instant(std::llround(29 / 30.0 * 1e9)));
  CHECK(scaled.when(75) == 6s);
  CHECK_FALSE(scaled.when(95));
}

TEST_CASE("a rate of nothing holds arrivals until it is lifted, and what was due when it began stays due") {
  const RateProfile profile(ten_a_second);
  ScaledProfile scaled(profile);
  scaled.scale({2s, 0});
  CHECK(scaled.when(20) == 2s);
  CHECK_FALSE(scaled.when(20.5));
  scaled.scale({6s, 1});
  CHECK(scaled.when(20) == 2s);
  CHECK(scaled.when(21) == 6100ms);
  CHECK_FALSE(scaled.when(60));
}

TEST_CASE("a scaling before the profile begins holds from its begin on") {
  const RateProfile profile(ten_a_second);
  ScaledProfile twice(profile), held(profile);
  twice.scale({-3s, 2});
  CHECK(twice.when(0) == 0s);
  CHECK(twice.when(10) == 500ms);
  held.scale({-3s, 0});
  CHECK_FALSE(held.when(0));
  held.scale({7s, 1});
  CHECK(held.when(0) == 7s);
  CHECK(held.when(10) == 8s);
}

TEST_CASE("an area until an instant and the instant of an area are each other's inverse") {
  const std::vector<Stage> stages{{2s, 0, 300}, {0s, 300, 50}, {3s, 50, 50}, {1s, 50, 0}, {2s, 0, 0}, {1s, 10, 20}};
  const RateProfile profile(stages);
  CHECK(profile.area_until(-1s) == 0);
  CHECK(profile.area_until(0s) == 0);
  CHECK(profile.area_until(2s) == Approx(300));
  CHECK(profile.area_until(7s) == Approx(475));
  CHECK(profile.area_until(99s) == Approx(profile.area()));
  for (double area = 0.5; area < profile.area(); area += 3.3) CHECK(profile.area_until(profile.when(area)) == Approx(area));
}

TEST_CASE("stripes of any number of workers join to one sequence, however the rate is scaled on the way") {
  const std::uint64_t seed = GENERATE(range(0, 150));
  RandomStream random(seed, "test", "scaling", 0);
  const auto below = [&random](std::uint64_t n) { return random() % n; };
  std::vector<Stage> stages;
  for (std::uint64_t n = 1 + below(4); n > 0; --n)
    stages.push_back({Instant(std::chrono::milliseconds(below(3000))), static_cast<double>(below(80)), static_cast<double>(below(80))});
  const RateProfile profile(stages);
  std::vector<Scaling> scalings;
  Instant at = 50ms;
  for (std::uint64_t n = below(6); n > 0; --n) {
    at += Instant(std::chrono::milliseconds(below(1500)));
    scalings.push_back({at, below(4) == 0 ? 0 : static_cast<double>(below(500)) / 100});
  }
  const Spacing spacing = below(2) == 0 ? Spacing::uniform : Spacing::poisson;
  CAPTURE(seed, scalings.size());
  const auto whole = walk(profile, spacing, scalings, 0, 1, 50ms);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    REQUIRE(whole[i].number == i);
    if (i > 0) REQUIRE(whole[i].due >= whole[i - 1].due);
    REQUIRE(whole[i].due <= profile.length());
  }
  for (const std::uint64_t workers : {2, 3, 7}) {
    std::vector<Instant> joined(whole.size(), -1s);
    for (std::uint64_t worker = 0; worker < workers; ++worker)
      for (const Arrival& arrival : walk(profile, spacing, scalings, worker, workers, Instant(std::chrono::milliseconds(below(50))))) {
        REQUIRE(arrival.number < joined.size());
        REQUIRE(joined[arrival.number] == -1s);
        joined[arrival.number] = arrival.due;
      }
    CHECK(joined == dues(whole));
  }
}

TEST_CASE("as many arrivals come as the scaled area holds") {
  const RateProfile profile(ten_a_second);
  CHECK(walk(profile, Spacing::uniform, {{5s, 2}}, 0, 1, 100ms).size() == 150);
  CHECK(walk(profile, Spacing::uniform, {{5s, 0}}, 0, 1, 100ms).size() == 51);  // the one due at 5 s is
  CHECK(walk(profile, Spacing::uniform, {{5s, 0}, {9s, 10}}, 0, 1, 100ms).size() == 150);
  const auto poisson = walk(profile, Spacing::poisson, {{0s, 100}}, 0, 1, 0s).size();
  CHECK(static_cast<double>(poisson) == Approx(10'000).margin(500));
}

TEST_CASE("of w wanted users a factor leaves as many as it says, rounded to the nearest") {
  const double factor = GENERATE(0.0, 0.01, 0.25, 0.5, 0.999, 1.0, 1.5, 2.0, 3.3, 100.0);
  for (std::uint64_t wanted = 0; wanted < 60; ++wanted) {
    const auto there = static_cast<std::uint64_t>(std::floor(factor * static_cast<double>(wanted) + 0.5));
    CAPTURE(factor, wanted);
    for (std::uint64_t user = 0; user < 130; ++user) {
      const auto model = model_of(user, factor);
      CHECK((model && *model < wanted) == (user < there));
    }
  }
}

TEST_CASE("a plan that is not scaled has each user as its own model") {
  for (const std::uint64_t user : {0, 1, 7, 100'000}) CHECK(model_of(user, 1) == user);
}
