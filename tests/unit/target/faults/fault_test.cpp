#include "target/faults/fault.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;

namespace {

std::vector<double> drawn(const Lateness& late, int n = 20'000) {
  std::vector<double> all;
  for (int i = 0; i < n; ++i) {
    RandomStream random(7, "test", "lateness", static_cast<std::uint64_t>(i));
    all.push_back(seconds(late.draw(random)));
  }
  std::sort(all.begin(), all.end());
  return all;
}

double mean(const std::vector<double>& all) {
  double sum = 0;
  for (const double one : all) sum += one;
  return sum / static_cast<double>(all.size());
}

Fault fault(Effect effect) {
  Fault made;
  made.effect = effect;
  return made;
}

}  // namespace

TEST_CASE("a fixed lateness is always the same") {
  const auto all = drawn({50ms, Lateness::Law::fixed, 0ms, 0}, 100);
  CHECK(all.front() == 0.05);
  CHECK(all.back() == 0.05);
}

TEST_CASE("a uniform lateness is even between its ends") {
  const auto all = drawn({10ms, Lateness::Law::uniform, 20ms, 0});
  CHECK(all.front() >= 0.010);
  CHECK(all.back() < 0.030);
  // The mean of 20,000 has a standard error of 0.04 ms: five of them are 0.2 ms.
  CHECK(mean(all) == Approx(0.020).margin(0.0002));
  CHECK(all[5'000] == Approx(0.015).margin(0.0005));
}

TEST_CASE("an exponential lateness has its mean, and its median where one belongs") {
  const auto all = drawn({0ms, Lateness::Law::exponential, 20ms, 0});
  CHECK(mean(all) == Approx(0.020).margin(0.0008));
  CHECK(all[10'000] == Approx(0.020 * std::log(2.0)).margin(0.0008));
}

TEST_CASE("a lognormal lateness has its median, and its sigma between the 16th and the 84th percentile") {
  const auto all = drawn({5ms, Lateness::Law::lognormal, 20ms, 0.5});
  CHECK(all[10'000] == Approx(0.025).margin(0.0008));
  CHECK(all[16'827] == Approx(0.005 + 0.020 * std::exp(0.5)).margin(0.002));
  CHECK(all.front() > 0.005);
}

TEST_CASE("nothing is made later than a minute") {
  CHECK(drawn({59s, Lateness::Law::exponential, 60s, 0}, 1'000).back() == 60.0);
  CHECK(drawn({0s, Lateness::Law::lognormal, 60s, 5}, 1'000).back() == 60.0);
}

TEST_CASE("a fault lasts from its beginning up to its end") {
  Fault stall = fault(Stall{});
  stall.begin = 10s;
  stall.end = 15s;
  CHECK_FALSE(stall.lasts(10s - 1ns));
  CHECK(stall.lasts(10s));
  CHECK(stall.lasts(15s - 1ns));
  CHECK_FALSE(stall.lasts(15s));
  stall.end = never;
  CHECK(stall.lasts(24h * 365));
}

TEST_CASE("each kind has its name, in the order of the effects") {
  CHECK(kind_of(Delay{}) == "delay");
  CHECK(kind_of(Stall{}) == "stall");
  CHECK(kind_of(Errors{}) == "errors");
  CHECK(kind_of(Reset{}) == "reset");
  CHECK(kind_of(Drip{}) == "drip");
  CHECK(kind_of(SlowDatabase{}) == "slow_database");
  CHECK(kind_of(Pool{}) == "pool");
  CHECK(kind_of(Lock{}) == "lock");
  CHECK(kind_of(LostStore{}) == "lost_store");
  CHECK(kind_of(Leak{}) == "leak");
  CHECK(kind_of(PauseMatcher{}) == "pause_matcher");
}

TEST_CASE("a fault is called by its name, or by its kind") {
  Fault stall = fault(Stall{});
  CHECK(stall.called() == "stall");
  stall.name = "deploy";
  CHECK(stall.called() == "deploy");
}

TEST_CASE("a fault is told in words") {
  Fault delay = fault(Delay{{50ms, Lateness::Law::exponential, 20ms, 0}});
  delay.routes = {"POST /api/orders", "/api/city"};
  delay.probability = 0.125;
  CHECK(words_of(delay) ==
        "requests to POST /api/orders, /api/city are held for 50.0ms and an exponential time of mean 20.0ms, 12.5 % of them");
  delay.effect = Delay{{0ms, Lateness::Law::uniform, 20ms, 0}};
  delay.routes.clear();
  delay.probability = 1;
  CHECK(words_of(delay) == "all requests are held for up to 20.0ms");
  delay.effect = Delay{{0ms, Lateness::Law::lognormal, 20ms, 0.5}};
  CHECK(words_of(delay) == "all requests are held for a lognormal time of median 20.0ms and sigma 0.5");
  CHECK(words_of(fault(Stall{})) == "all requests wait");
  Fault lock = fault(Lock{5s});
  lock.restaurant = 7;
  CHECK(words_of(lock) == "changes of restaurant 7's orders wait, and fail after 5.00s");
  CHECK(words_of(fault(Pool{1, 500us})) == "the store does 1 at once, each for 500us");
  CHECK(words_of(fault(Leak{1'000'000, 64'000'000})) == "memory leaks at 1000000 bytes a second, up to 64000000");
}

TEST_CASE("no two kinds are told in the same words") {
  std::vector<std::string> all;
  for (const Effect& effect : {Effect(Delay{}), Effect(Stall{}), Effect(Errors{}), Effect(Reset{}), Effect(Drip{}), Effect(SlowDatabase{}),
                               Effect(Pool{}), Effect(Lock{}), Effect(LostStore{}), Effect(Leak{}), Effect(PauseMatcher{})})
    all.push_back(words_of(fault(effect)));
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
  CHECK(all.size() == std::variant_size_v<Effect>);
}
