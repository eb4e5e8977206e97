#include "sim/bench/self_test.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "sim/bench/cores.hpp"
#include "sim/bench/plain_users.hpp"

using namespace rushhour;
using namespace rushhour::sim;

namespace {

SelfTest::Rate rate(double wanted, bool valid) {
  SelfTest::Rate made{wanted, wanted - 1, {}, 0.25, {}};
  for (int us = 1; us <= 1000; ++us) made.send_lag.record(us * 1000);
  if (!valid) made.reasons.emplace_back("The generator sent late.");
  return made;
}

SelfTest tested(std::vector<SelfTest::Rate> rates) {
  SelfTest test;
  test.cores = 2;
  test.apart = true;
  test.clock_ns = 21.4;
  test.descriptors = 20'000;
  test.ports = 28'232;
  test.timer_lag.record(3000);
  test.ceilings = {{"one request", 55'000.4, 110'000}, {"a Lua scenario", 50'000, 60'000}};
  test.rates = std::move(rates);
  return test;
}

}  // namespace

TEST_CASE("a self-test trusts the highest rate that was valid") {
  CHECK(tested({}).trusted_rate() == 0);
  CHECK(tested({rate(1000, false)}).trusted_rate() == 0);
  CHECK(tested({rate(1000, true), rate(10'000, true), rate(20'000, false), rate(50'000, false)}).trusted_rate() == 10'000);
  CHECK(tested({rate(1000, false), rate(10'000, true)}).trusted_rate() == 10'000);
}

TEST_CASE("a self-test is told as a short table that ends in its judgement") {
  const std::string text = to_text(tested({rate(1000, true), rate(10'000, false)}));
  CHECK_THAT(text, Catch::StartsWith("rushhour self-test  2 cores, one worker and the null server on a core each\n"));
  CHECK_THAT(text, Catch::Contains("\n  CLOCK         21ns a reading\n"));
  CHECK_THAT(text, Catch::Contains("\n  DESCRIPTORS   20,000, one a connection\n  PORTS         28,232,"));
  CHECK_THAT(text, Catch::Contains("\n    one request                     55,000           110,000\n"));
  CHECK_THAT(text, Catch::Contains("    1,000/s                999     500us     990us     999us    25 %  valid\n"));
  CHECK_THAT(text, Catch::Contains(" INVALID\n      The generator sent late.\n"));
  CHECK_THAT(text, Catch::EndsWith("One worker of this machine can be trusted with 1,000 requests/s.\n"));
  CHECK_THAT(to_text(tested({rate(1000, true)})), Catch::EndsWith("1,000 requests/s, the highest rate that was tried.\n"));
  CHECK_THAT(to_text(tested({rate(1000, false)})), Catch::Contains("At no rate"));
}

TEST_CASE("an interrupted self-test judges nothing") {
  SelfTest test = tested({rate(1000, true)});
  test.interrupted = true;
  CHECK_THAT(to_text(test), Catch::Contains("interrupted") && !Catch::Contains("can be trusted"));
}

TEST_CASE("a self-test as JSON holds what the table says") {
  const nlohmann::json json = to_json(tested({rate(1000, true), rate(10'000, false)}));
  CHECK(json["trusted_rate"] == 1000);
  CHECK(json["rates"][0]["valid"] == true);
  CHECK(json["rates"][1]["reasons"].size() == 1);
  CHECK(json["rates"][0]["send_lag_ns"]["count"] == 1000);
  CHECK(json["rates"][0]["send_lag_ns"]["p50"].get<std::int64_t>() == Approx(500'000).epsilon(0.001));
  CHECK(json["ceilings"][1]["name"] == "a Lua scenario");
  CHECK(to_json(SelfTest())["timer_lag_ns"]["p99"].is_null());
}

TEST_CASE("a wish to stop that came before ends a self-test at once") {
  const std::atomic<int> wishes{1};
  const SelfTest test = run_self_test(wishes);
  CHECK(test.interrupted);
  CHECK(test.rates.empty());
  CHECK(test.clock_ns > 0);
  CHECK(test.timer_lag.count() == 2000);
}

TEST_CASE("a worker's thread stays on the core of its users") {
  const std::vector<int> before = usable_cores();
  REQUIRE_FALSE(before.empty());
  std::vector<int> on_thread;
  std::thread([&] {
    UsersOnCore users(std::make_unique<PlainUsers>(load::Call()), before.back());
    CHECK(usable_cores() == before);
    users.make_user(0, 0);
    on_thread = usable_cores();
  }).join();
  CHECK(on_thread == std::vector<int>{before.back()});
  CHECK(usable_cores() == before);
  CHECK_FALSE(stay_on_core(1023));
}
