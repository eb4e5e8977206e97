#include "target/faults/effects.hpp"

#include <catch2/catch.hpp>

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;

namespace {

Fault lasting(Effect effect, Instant begin = 10s, Instant end = 20s) {
  Fault fault;
  fault.id = 1;
  fault.effect = effect;
  fault.begin = begin;
  fault.end = end;
  return fault;
}

Faults only(Fault fault) { return Faults({std::move(fault)}, 42); }

const Asked place_order{"POST /api/orders", std::nullopt, 1};

template <class Struck>
int struck_among(int n, Struck struck) {
  int count = 0;
  for (int key = 0; key < n; ++key) count += struck(static_cast<std::uint64_t>(key)) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("without faults nothing happens to a request, and none to an operation") {
  const Faults none;
  const Effects effects = none.effects_on(place_order, 5s);
  CHECK(effects.hold == 0s);
  CHECK_FALSE(effects.ask_again);
  CHECK(effects.status == 0);
  CHECK_FALSE(effects.reset);
  CHECK(effects.bytes_per_s == 0);
  CHECK_FALSE(none.store_lost({1, 7}, 5s));
  CHECK_FALSE(none.lock_on({1, 7}, 5s));
  CHECK(none.slowness({1, 7}, 5s) == 0s);
  CHECK_FALSE(none.pool(5s));
  CHECK_FALSE(none.matcher_paused(5s));
  CHECK(none.leaked_bytes(5s) == 0);
  CHECK(none.next_change(5s) == never);
}

TEST_CASE("a filter names a route, a path with any method, or all that begins so") {
  struct Row {
    const char* filter;
    const char* route;
    bool fits;
  };
  for (const auto& [filter, route, fits] :
       {Row{"POST /api/orders", "POST /api/orders", true}, Row{"POST /api/orders", "GET /api/orders", false},
        Row{"POST /api/orders", "POST /api/orders/{id}/pay", false}, Row{"/api/orders", "POST /api/orders", true},
        Row{"/api/orders", "GET /api/orders/{id}", false}, Row{"/api/orders*", "GET /api/orders/{id}", true},
        Row{"POST /api/orders*", "POST /api/orders/{id}/pay", true}, Row{"POST /api/orders*", "GET /api/orders/{id}", false},
        Row{"/*", "GET /health", true}, Row{"GET /*", "POST /api/orders", false}, Row{"/api/orders", "", false}, Row{"/*", "", false}}) {
    INFO(filter << " on " << route);
    CHECK(route_fits(filter, route) == fits);
  }
}

TEST_CASE("a fault touches the routes that it names, while it lasts") {
  Fault delay = lasting(Delay{{50ms, Lateness::Law::fixed, 0s, 0}});
  delay.routes = {"GET /api/city", "/api/orders"};
  const Faults faults = only(delay);
  CHECK(faults.effects_on(place_order, 10s).hold == 50ms);
  CHECK(faults.effects_on({"GET /api/city", std::nullopt, 1}, 10s).hold == 50ms);
  CHECK(faults.effects_on({"GET /api/me", std::nullopt, 1}, 10s).hold == 0ms);
  CHECK(faults.effects_on(place_order, 10s - 1ns).hold == 0ms);
  CHECK(faults.effects_on(place_order, 20s).hold == 0ms);
}

TEST_CASE("a fault of one restaurant touches requests that name it") {
  Fault errors = lasting(Errors{500});
  errors.restaurant = 7;
  const Faults faults = only(errors);
  CHECK(faults.effects_on({"GET /api/restaurants/{id}", 7, 1}, 10s).status == 500);
  CHECK(faults.effects_on({"GET /api/restaurants/{id}", 8, 1}, 10s).status == 0);
  CHECK(faults.effects_on(place_order, 10s).status == 0);
}

TEST_CASE("a stall holds a request in short steps, the last of which ends with the fault") {
  const Faults faults = only(lasting(Stall{}));
  const Effects early = faults.effects_on(place_order, 12s);
  CHECK(early.ask_again);
  CHECK(early.hold == Faults::patience);
  const Effects late = faults.effects_on(place_order, 20s - 3ms);
  CHECK(late.ask_again);
  CHECK(late.hold == 3ms);
  CHECK_FALSE(faults.effects_on(place_order, 20s).ask_again);
}

TEST_CASE("a request that a stall has struck is struck again when it asks again, and another one is not") {
  Fault stall = lasting(Stall{});
  stall.probability = 0.5;
  const Faults faults = only(stall);
  for (std::uint64_t key = 0; key < 200; ++key)
    CHECK(faults.effects_on({"GET /x", std::nullopt, key}, 10s).ask_again ==
          faults.effects_on({"GET /x", std::nullopt, key}, 19s).ask_again);
  const int struck = struck_among(10'000, [&](std::uint64_t key) {
    return faults.effects_on({"GET /x", std::nullopt, key}, 10s).ask_again;
  });
  CHECK(struck == Approx(5'000).margin(250));  // five standard deviations of 50
}

TEST_CASE("probability is that of a request to be struck") {
  for (const double probability : {0.01, 0.1, 0.9}) {
    Fault errors = lasting(Errors{503});
    errors.probability = probability;
    const Faults faults = only(errors);
    const int struck = struck_among(10'000, [&](std::uint64_t key) {
      return faults.effects_on({"GET /x", std::nullopt, key}, 10s).status == 503;
    });
    CHECK(struck == Approx(1e4 * probability).margin(5 * std::sqrt(1e4 * probability * (1 - probability))));
  }
}

TEST_CASE("two faults of a kind strike independently, and another seed strikes others") {
  Fault a = lasting(Errors{500});
  Fault b = lasting(Errors{502});
  a.probability = b.probability = 0.5;
  b.id = 2;
  const Faults both({a, b}, 42);
  const int first = struck_among(10'000, [&](std::uint64_t key) {
    return both.effects_on({"GET /x", std::nullopt, key}, 10s).status == 500;
  });
  const int second = struck_among(10'000, [&](std::uint64_t key) {
    return both.effects_on({"GET /x", std::nullopt, key}, 10s).status == 502;
  });
  CHECK(first == Approx(5'000).margin(250));
  CHECK(second == Approx(2'500).margin(220));
  const Faults other({a}, 43);
  const int differ = struck_among(1'000, [&](std::uint64_t key) {
    return Faults({a}, 42).effects_on({"GET /x", std::nullopt, key}, 10s).status !=
           other.effects_on({"GET /x", std::nullopt, key}, 10s).status;
  });
  CHECK(differ > 400);
}

TEST_CASE("delays add up, the slowest drip counts, and the first error is the answer") {
  Fault d1 = lasting(Delay{{50ms, Lateness::Law::fixed, 0s, 0}});
  Fault d2 = lasting(Delay{{20ms, Lateness::Law::fixed, 0s, 0}});
  Fault fast = lasting(Drip{1000});
  Fault slow = lasting(Drip{10});
  Fault e1 = lasting(Errors{500});
  Fault e2 = lasting(Errors{502});
  const Effects effects = Faults({d1, d2, fast, slow, e1, e2, lasting(Reset{})}, 42).effects_on(place_order, 10s);
  CHECK(effects.hold == 70ms);
  CHECK(effects.bytes_per_s == 10);
  CHECK(effects.status == 500);
  CHECK(effects.reset);
  CHECK_FALSE(effects.ask_again);
}

TEST_CASE("a stall goes before all else") {
  const Effects effects = Faults({lasting(Errors{500}), lasting(Stall{})}, 42).effects_on(place_order, 10s);
  CHECK(effects.ask_again);
  CHECK(effects.status == 0);
}

TEST_CASE("faults of the store leave requests alone, and those of requests the store") {
  const Faults store({lasting(SlowDatabase{{5ms, Lateness::Law::fixed, 0s, 0}}), lasting(Pool{1, 1ms}), lasting(LostStore{}),
                      lasting(Leak{1, 1}), lasting(PauseMatcher{})},
                     42);
  const Effects effects = store.effects_on(place_order, 10s);
  CHECK(effects.hold == 0s);
  CHECK(effects.status == 0);
  CHECK_FALSE(effects.ask_again);
  const Faults requests({lasting(Delay{{5ms, Lateness::Law::fixed, 0s, 0}}), lasting(Stall{}), lasting(Errors{500}), lasting(Reset{})}, 42);
  CHECK(requests.slowness({1, 7}, 10s) == 0s);
  CHECK_FALSE(requests.store_lost({1, 7}, 10s));
  CHECK_FALSE(requests.pool(10s));
}

TEST_CASE("a lock concerns changes of its restaurant, and no look-up") {
  Fault lock = lasting(Lock{2s});
  lock.restaurant = 7;
  const Faults faults = only(lock);
  const auto wait = faults.lock_on({1, 7}, 12s);
  REQUIRE(wait);
  CHECK(wait->until == 20s);
  CHECK(wait->timeout == 2s);
  CHECK_FALSE(faults.lock_on({1, 8}, 12s));
  CHECK_FALSE(faults.lock_on({1, std::nullopt}, 12s));
  CHECK_FALSE(faults.lock_on({1, 7}, 20s));
}

TEST_CASE("of several locks the last end and the shortest patience count") {
  Fault a = lasting(Lock{2s}, 0s, 20s);
  Fault b = lasting(Lock{5s}, 0s, 30s);
  a.restaurant = b.restaurant = 7;
  const auto wait = Faults({a, b}, 42).lock_on({1, 7}, 12s);
  REQUIRE(wait);
  CHECK(wait->until == 30s);
  CHECK(wait->timeout == 2s);
}

TEST_CASE("a slow database slows each operation by its own draw, the same one every time") {
  const Faults faults = only(lasting(SlowDatabase{{5ms, Lateness::Law::uniform, 10ms, 0}}));
  CHECK(faults.slowness({1, 7}, 10s) == faults.slowness({1, 8}, 19s));
  CHECK(faults.slowness({1, 7}, 10s) != faults.slowness({2, 7}, 10s));
  CHECK(faults.slowness({1, 7}, 10s) >= 5ms);
  CHECK(faults.slowness({1, 7}, 20s) == 0s);
}

TEST_CASE("the smallest pool counts") {
  const Faults faults({lasting(Pool{4, 1ms}), lasting(Pool{2, 3ms}), lasting(Pool{3, 2ms})}, 42);
  REQUIRE(faults.pool(10s));
  CHECK(*faults.pool(10s) == Pool{2, 3ms});
  CHECK_FALSE(faults.pool(20s));
}

TEST_CASE("a leak grows with time up to its bound, and is gone with its end") {
  const Faults faults({lasting(Leak{1'000'000, 5'000'000}), lasting(Leak{10, 1'000'000})}, 42);
  CHECK(faults.leaked_bytes(10s) == 0);
  CHECK(faults.leaked_bytes(12s) == 2'000'020);
  CHECK(faults.leaked_bytes(19s) == 5'000'090);
  CHECK(faults.leaked_bytes(20s) == 0);
}

TEST_CASE("a matcher pauses while the fault lasts") {
  const Faults faults = only(lasting(PauseMatcher{}));
  CHECK_FALSE(faults.matcher_paused(9s));
  CHECK(faults.matcher_paused(10s));
  CHECK_FALSE(faults.matcher_paused(20s));
}

TEST_CASE("the next change is the nearest begin or end to come") {
  const Faults faults({lasting(Stall{}, 10s, 20s), lasting(Stall{}, 15s, never)}, 42);
  CHECK(faults.next_change(0s) == 10s);
  CHECK(faults.next_change(10s) == 15s);
  CHECK(faults.next_change(15s) == 20s);
  CHECK(faults.next_change(20s) == never);
}
