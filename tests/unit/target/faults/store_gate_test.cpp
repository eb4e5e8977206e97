#include "target/faults/store_gate.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;

namespace {

Fault lasting(Effect effect, Instant begin = 0s, Instant end = never) {
  Fault fault;
  fault.id = 1;
  fault.effect = effect;
  fault.begin = begin;
  fault.end = end;
  return fault;
}

Fault lock_on(std::uint32_t restaurant, Instant timeout, Instant begin = 0s, Instant end = never) {
  Fault fault = lasting(Lock{timeout}, begin, end);
  fault.restaurant = restaurant;
  return fault;
}

std::shared_ptr<const Faults> all(std::vector<Fault> faults) { return std::make_shared<const Faults>(std::move(faults), 42); }

const auto none = all({});

std::vector<std::uint64_t> keys(const std::vector<StoreGate::Released>& released) {
  std::vector<std::uint64_t> keys;
  for (const auto& one : released) keys.push_back(one.key);
  return keys;
}

// Turns the gate whenever it says that it is due, up to `until`, and notes when each operation was released.
std::map<std::uint64_t, Instant> play(StoreGate& gate, const std::shared_ptr<const Faults>& faults, Instant from, Instant until) {
  std::map<std::uint64_t, Instant> at;
  for (Instant now = from; now <= until; now = std::max(now + 1ns, gate.due())) {
    for (const auto& one : gate.turn(faults, now)) at[one.key] = now;
    if (gate.due() == never) break;
  }
  return at;
}

}  // namespace

TEST_CASE("without faults an operation goes on with the next turn") {
  StoreGate gate;
  REQUIRE(gate.enter({1, 7}, 5ms));
  CHECK(gate.due() == 5ms);
  const auto released = gate.turn(none, 5ms);
  REQUIRE(released.size() == 1);
  CHECK(released[0].key == 1);
  CHECK_FALSE(released[0].failed);
  CHECK(released[0].began == 5ms);
  CHECK(gate.waiting() == 0);
  CHECK(gate.due() == never);
}

TEST_CASE("a slow database keeps each operation for its time, side by side") {
  StoreGate gate;
  const auto slow = all({lasting(SlowDatabase{{30ms, Lateness::Law::fixed, 0s, 0}})});
  gate.enter({1, 7}, 0ms);
  gate.enter({2, 7}, 10ms);
  CHECK(gate.turn(slow, 10ms).empty());
  CHECK(gate.serving() == 2);
  CHECK(gate.due() == 30ms);
  const auto first = gate.turn(slow, 30ms);
  CHECK(keys(first) == std::vector<std::uint64_t>{1});
  CHECK(first[0].began == 0ms);
  CHECK(gate.due() == 40ms);
  CHECK(keys(gate.turn(slow, 40ms)) == std::vector<std::uint64_t>{2});
}

TEST_CASE("operations that are slowed differently overtake each other") {
  StoreGate gate;
  const auto slow = all({lasting(SlowDatabase{{0ms, Lateness::Law::uniform, 100ms, 0}})});
  for (std::uint64_t key = 0; key < 50; ++key) gate.enter({key, 7}, 0ms);
  const auto at = play(gate, slow, 0ms, 1s);
  REQUIRE(at.size() == 50);
  for (std::uint64_t key = 0; key < 50; ++key) CHECK(at.at(key) == slow->slowness({key, 7}, 0ms));
}

TEST_CASE("a pool of one that holds half a millisecond serves 2,000 a second") {
  StoreGate gate;
  const auto pool = all({lasting(Pool{1, 500us})});
  for (std::uint64_t key = 0; key < 2'000; ++key) REQUIRE(gate.enter({key, 7}, 0ms));
  const auto at = play(gate, pool, 0ms, 10s);
  REQUIRE(at.size() == 2'000);
  for (std::uint64_t key = 0; key < 2'000; ++key) REQUIRE(at.at(key) == (key + 1) * 500us);
}

TEST_CASE("a pool serves its rate however late its turns come") {
  StoreGate gate;
  const auto pool = all({lasting(Pool{1, 500us})});
  for (std::uint64_t key = 0; key < 1'000; ++key) gate.enter({key, 7}, 0ms);
  gate.turn(pool, 0ms);
  CHECK(gate.turn(pool, 100ms).size() == 200);
  CHECK(gate.turn(pool, 107ms).size() == 14);
  CHECK(gate.turn(pool, 500ms).size() == 786);
}

TEST_CASE("a pool serves as many at once as it is large, first come, first served") {
  StoreGate gate;
  const auto pool = all({lasting(Pool{3, 10ms})});
  for (std::uint64_t key = 0; key < 7; ++key) gate.enter({key, 7}, 0ms);
  const auto at = play(gate, pool, 0ms, 1s);
  const std::map<std::uint64_t, Instant> expected{{0, 10ms}, {1, 10ms}, {2, 10ms}, {3, 20ms}, {4, 20ms}, {5, 20ms}, {6, 30ms}};
  CHECK(at == expected);
}

TEST_CASE("waiting for a place is not the store's time, and being held in it is") {
  StoreGate gate;
  const auto pool = all({lasting(Pool{1, 10ms})});
  gate.enter({1, 7}, 0ms);
  gate.enter({2, 7}, 1ms);
  gate.turn(pool, 1ms);
  CHECK(gate.turn(pool, 10ms)[0].began == 0ms);
  CHECK(gate.turn(pool, 20ms)[0].began == 10ms);
}

TEST_CASE("a pool that stood idle does not serve more at once for it") {
  StoreGate gate;
  const auto pool = all({lasting(Pool{1, 10ms})});
  gate.enter({1, 7}, 0ms);
  CHECK(gate.turn(pool, 10ms).size() == 1);
  gate.enter({2, 7}, 100ms);
  gate.enter({3, 7}, 100ms);
  CHECK(gate.turn(pool, 109ms).empty());
  CHECK(keys(gate.turn(pool, 110ms)) == std::vector<std::uint64_t>{2});
  CHECK(keys(gate.turn(pool, 120ms)) == std::vector<std::uint64_t>{3});
}

TEST_CASE("in a pool a slow database keeps the place longer") {
  StoreGate gate;
  const auto both = all({lasting(Pool{1, 10ms}), lasting(SlowDatabase{{5ms, Lateness::Law::fixed, 0s, 0}})});
  gate.enter({1, 7}, 0ms);
  gate.enter({2, 7}, 0ms);
  const std::map<std::uint64_t, Instant> expected{{1, 15ms}, {2, 30ms}};
  CHECK(play(gate, both, 0ms, 1s) == expected);
}

TEST_CASE("when a pool goes, all that waited for it go on") {
  StoreGate gate;
  const auto pool = all({lasting(Pool{1, 1s}, 0s, 1500ms)});
  for (std::uint64_t key = 0; key < 4; ++key) gate.enter({key, 7}, 0ms);
  CHECK(gate.turn(pool, 0ms).empty());
  CHECK(gate.due() == 1s);
  CHECK(gate.turn(pool, 1s).size() == 1);
  CHECK(gate.due() == 1500ms);
  CHECK(gate.turn(pool, 1500ms).size() == 2);
  CHECK(gate.turn(pool, 2s).size() == 1);
}

TEST_CASE("a pool that is taken back lets go at the next turn, and one that shrinks waits until it is small enough") {
  StoreGate gate;
  const auto large = all({lasting(Pool{4, 10ms})});
  const auto small = all({lasting(Pool{1, 10ms})});
  for (std::uint64_t key = 0; key < 6; ++key) gate.enter({key, 7}, 0ms);
  gate.turn(large, 0ms);
  CHECK(gate.serving() == 4);
  gate.turn(small, 5ms);
  CHECK(gate.serving() == 4);
  CHECK(gate.turn(small, 10ms).size() == 4);
  CHECK(gate.serving() == 1);
  CHECK(gate.turn(none, 12ms).size() == 1);
  CHECK(gate.turn(none, 20ms).size() == 1);
}

TEST_CASE("changes of a locked restaurant wait for the end of the lock, and others pass") {
  StoreGate gate;
  const auto locked = all({lock_on(7, 5s, 0s, 2s)});
  gate.enter({1, 7}, 0ms);
  gate.enter({2, 8}, 0ms);
  gate.enter({3, std::nullopt}, 0ms);
  CHECK(keys(gate.turn(locked, 0ms)) == std::vector<std::uint64_t>{2, 3});
  CHECK(gate.due() == 2s);
  CHECK(gate.turn(locked, 2s - 1ns).empty());
  const auto released = gate.turn(locked, 2s);
  REQUIRE(keys(released) == std::vector<std::uint64_t>{1});
  CHECK_FALSE(released[0].failed);
  CHECK(released[0].began == 0s);
}

TEST_CASE("a lock that outlasts its timeout fails who waits, each at its own instant") {
  StoreGate gate;
  const auto locked = all({lock_on(7, 1s)});
  gate.enter({1, 7}, 0ms);
  gate.turn(locked, 0ms);
  gate.enter({2, 7}, 300ms);
  gate.turn(locked, 300ms);
  CHECK(gate.due() == 1s);
  const auto first = gate.turn(locked, 1s);
  REQUIRE(keys(first) == std::vector<std::uint64_t>{1});
  CHECK(first[0].failed);
  CHECK(first[0].began == 0s);
  CHECK(gate.due() == 1300ms);
  CHECK(gate.turn(locked, 1300ms)[0].failed);
  CHECK(gate.due() == never);
}

TEST_CASE("a lock that is taken back lets go at the next turn") {
  StoreGate gate;
  gate.enter({1, 7}, 0ms);
  gate.turn(all({lock_on(7, 10s)}), 0ms);
  const auto released = gate.turn(none, 50ms);
  REQUIRE(released.size() == 1);
  CHECK_FALSE(released[0].failed);
}

TEST_CASE("a lock that begins does not touch what is under way, and after it comes the pool") {
  StoreGate gate;
  const auto both = all({lasting(Pool{1, 10ms}), lock_on(7, 10s, 5ms, 100ms)});
  gate.enter({1, 7}, 0ms);
  gate.turn(both, 0ms);
  gate.enter({2, 7}, 6ms);
  gate.turn(both, 6ms);
  CHECK(keys(gate.turn(both, 10ms)) == std::vector<std::uint64_t>{1});
  CHECK(gate.turn(both, 100ms).empty());
  CHECK(gate.due() == 110ms);
  const auto released = gate.turn(both, 110ms);
  REQUIRE(keys(released) == std::vector<std::uint64_t>{2});
  CHECK(released[0].began == 6ms);
}

TEST_CASE("a lost store fails what comes, at once") {
  StoreGate gate;
  const auto lost = all({lasting(LostStore{})});
  gate.enter({1, 7}, 3ms);
  const auto released = gate.turn(lost, 4ms);
  REQUIRE(released.size() == 1);
  CHECK(released[0].failed);
  CHECK(released[0].began == 4ms);
}

TEST_CASE("a store that is lost fails what waits for a lock or a place, and what is being served when its time is over") {
  StoreGate gate;
  const auto faults = all({lasting(Pool{1, 10ms}), lock_on(7, 10s), lasting(LostStore{}, 5ms)});
  gate.enter({1, 8}, 0ms);
  gate.enter({2, 8}, 0ms);
  gate.enter({3, 7}, 0ms);
  CHECK(gate.turn(faults, 0ms).empty());
  CHECK(gate.due() == 5ms);
  const auto waiting = gate.turn(faults, 5ms);
  CHECK(keys(waiting) == std::vector<std::uint64_t>{3, 2});
  for (const auto& one : waiting) CHECK(one.failed);
  const auto served = gate.turn(faults, 10ms);
  REQUIRE(keys(served) == std::vector<std::uint64_t>{1});
  CHECK(served[0].failed);
}

TEST_CASE("a store that is lost by chance fails some and serves the others") {
  StoreGate gate;
  Fault sometimes = lasting(LostStore{});
  sometimes.probability = 0.3;
  for (std::uint64_t key = 0; key < 10'000; ++key) gate.enter({key, 7}, 0ms);
  const auto released = gate.turn(all({sometimes}), 0ms);
  CHECK(released.size() == 10'000);
  const auto failed = std::count_if(released.begin(), released.end(), [](const auto& one) { return one.failed; });
  CHECK(failed == Approx(3'000).margin(230));  // five standard deviations of 46
}

TEST_CASE("a gate holds no more than its capacity, wherever they wait") {
  StoreGate gate(5);
  const auto faults = all({lasting(Pool{1, 10ms}), lock_on(7, 10s)});
  for (std::uint64_t key = 0; key < 5; ++key) CHECK(gate.enter({key, key < 2 ? 7U : 8U}, 0ms));
  CHECK_FALSE(gate.enter({9, 8}, 0ms));
  gate.turn(faults, 0ms);
  CHECK(gate.waiting() == 5);
  CHECK_FALSE(gate.enter({9, 8}, 0ms));
  gate.turn(faults, 10ms);
  CHECK(gate.enter({9, 8}, 10ms));
}

TEST_CASE("a gate that is opened lets all go, and none fails") {
  StoreGate gate;
  const auto faults = all({lasting(Pool{1, 10ms}), lock_on(7, 10s)});
  for (std::uint64_t key = 0; key < 4; ++key) gate.enter({key, key < 2 ? 7U : 8U}, 0ms);
  gate.turn(faults, 0ms);
  gate.enter({4, 8}, 1ms);
  auto released = gate.open();
  CHECK(released.size() == 5);
  for (const auto& one : released) CHECK_FALSE(one.failed);
  CHECK(gate.waiting() == 0);
  CHECK(gate.due() == never);
}

TEST_CASE("whatever faults come and go, every operation is released once, and none before its due") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    RandomStream random(seed, "test", "gate", 0);
    const auto length = [&random](std::uint64_t most_ms) { return Instant(std::chrono::milliseconds(1 + random.below(most_ms))); };
    StoreGate gate(1'000);
    std::vector<Fault> faults;
    std::shared_ptr<const Faults> now_lasting = all({});
    std::map<std::uint64_t, int> released;
    std::uint64_t keys = 0;
    Instant now{0};
    for (int step = 0; step < 400; ++step) {
      now += std::chrono::microseconds(random.below(5'000));
      if (random.below(20) == 0) {
        faults.clear();
        if (random.below(2) == 0)
          faults.push_back(lasting(Pool{1 + static_cast<std::uint32_t>(random.below(4)), length(10)}, now, now + length(200)));
        if (random.below(2) == 0) faults.push_back(lock_on(7, length(50), now, now + length(200)));
        if (random.below(2) == 0)
          faults.push_back(lasting(SlowDatabase{{0s, Lateness::Law::exponential, length(5), 0}}, now, now + length(200)));
        if (random.below(8) == 0) faults.push_back(lasting(LostStore{}, now, now + length(20)));
        now_lasting = all(faults);
      }
      if (random.below(2) == 0) gate.enter({++keys, random.below(2) == 0 ? 7U : 8U}, now);
      const std::size_t before = gate.waiting();
      const auto let = gate.turn(now_lasting, now);
      CHECK(gate.waiting() + let.size() == before);
      for (const auto& one : let) {
        ++released[one.key];
        CHECK(one.began <= now);
      }
      if (gate.waiting() != 0) CHECK(gate.due() > now);
    }
    for (const auto& one : gate.turn(all({}), now + 120s)) ++released[one.key];
    for (const auto& one : gate.turn(all({}), now + 240s)) ++released[one.key];
    CHECK(gate.waiting() == 0);
    CHECK(released.size() == keys);
    CHECK(std::all_of(released.begin(), released.end(), [](const auto& one) { return one.second == 1; }));
  }
}
