#include "target/faults/troubled_store.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <nlohmann/json.hpp>

using namespace rushhour;
using namespace rushhour::faults;
using namespace std::chrono_literals;

namespace {

// A clock that tests move while the store's thread reads it.
class SharedClock final : public Clock {
 public:
  Instant now() const noexcept override { return Instant(ns_.load()); }
  void set(Instant to) noexcept { ns_.store(to.count()); }

 private:
  std::atomic<std::int64_t> ns_{0};
};

// Answers at once, on the caller's thread, with the instants of a store that takes no time.
class SwiftStore final : public store::OrderStore {
 public:
  explicit SwiftStore(const Clock& clock) : clock_(clock) {}
  bool submit(store::Change, WhenCommitted done) override {
    if (refuses) return false;
    ++changes;
    done({store::Verdict::committed, clock_.now(), clock_.now()});
    return true;
  }
  bool look_up(store::LookUp wanted, WhenRecalled done) override {
    if (refuses) return false;
    auto order = std::make_shared<delivery::Order>();
    order->id = std::move(wanted.name);
    done({false, std::move(order), std::nullopt, clock_.now(), clock_.now()});
    return true;
  }
  std::uint64_t opening() const noexcept override { return 3; }
  store::StoreFigures figures() const override { return {}; }
  void close() override { closed = true; }

  std::atomic<int> changes{0};
  std::atomic<bool> refuses{false};
  bool closed = false;

 private:
  const Clock& clock_;
};

struct Scene {
  SharedClock clock;
  FaultBook book{WallTime{}};
  SwiftStore behind{clock};
  TroubledStore store{behind, book, clock, 8};

  void suffer(Effect effect, std::optional<std::uint32_t> restaurant = {}, Instant end = never) {
    Fault fault;
    fault.effect = effect;
    fault.restaurant = restaurant;
    fault.end = end;
    REQUIRE(book.add(fault, clock.now()));
  }

  std::future<store::Committed> submit(std::uint32_t restaurant) {
    const auto answer = std::make_shared<std::promise<store::Committed>>();
    delivery::Order order;
    order.restaurant = restaurant;
    REQUIRE(store.submit({{store::PlaceOrder{order, "", "{}"}}, {}}, [answer](const store::Committed& c) { answer->set_value(c); }));
    return answer->get_future();
  }

  std::future<store::Recalled> look_up(const std::string& id) {
    const auto answer = std::make_shared<std::promise<store::Recalled>>();
    REQUIRE(store.look_up({store::LookUp::Kind::order, id}, [answer](store::Recalled r) { answer->set_value(std::move(r)); }));
    return answer->get_future();
  }
};

template <class T>
bool ready(const std::future<T>& answer) {
  return answer.wait_for(0s) == std::future_status::ready;
}

}  // namespace

TEST_CASE("without faults calls go straight through, on the caller's thread") {
  Scene scene;
  CHECK(ready(scene.submit(7)));
  CHECK(ready(scene.look_up("a")));
  CHECK(scene.store.opening() == 3);
  CHECK(scene.store.waiting() == 0);
}

TEST_CASE("a slow database answers after its time, which counts as the store's") {
  Scene scene;
  scene.suffer(SlowDatabase{{30ms, Lateness::Law::fixed, 0s, 0}});
  auto committed = scene.submit(7);
  auto recalled = scene.look_up("a");
  scene.clock.set(29ms);
  CHECK_FALSE(ready(committed));
  scene.clock.set(30ms);
  const auto answer = committed.get();
  CHECK(answer.verdict == store::Verdict::committed);
  CHECK(answer.began == 0ms);
  CHECK(answer.ended == 30ms);
  const auto found = recalled.get();
  CHECK(found.began == 0ms);
  CHECK(found.order->id == "a");
}

TEST_CASE("a lock holds up its restaurant alone, until it is taken back") {
  Scene scene;
  scene.suffer(Lock{10s}, 7);
  auto locked = scene.submit(7);
  CHECK(scene.submit(8).get().verdict == store::Verdict::committed);
  CHECK_FALSE(ready(locked));
  scene.book.remove(1, scene.clock.now());
  CHECK(locked.get().verdict == store::Verdict::committed);
}

TEST_CASE("a lock's timeout is a failure, and nothing reaches the store behind") {
  Scene scene;
  scene.suffer(Lock{1s}, 7);
  auto locked = scene.submit(7);
  scene.clock.set(1s);
  const auto answer = locked.get();
  CHECK(answer.verdict == store::Verdict::failed);
  CHECK(answer.began == 0s);
  CHECK(answer.ended == 1s);
  CHECK(scene.behind.changes == 0);
}

TEST_CASE("a lost store fails changes and look-ups, and serves again when it is back") {
  Scene scene;
  scene.suffer(LostStore{});
  CHECK(scene.submit(7).get().verdict == store::Verdict::failed);
  CHECK(scene.look_up("a").get().failed);
  scene.book.remove(1, scene.clock.now());
  CHECK(scene.submit(7).get().verdict == store::Verdict::committed);
  CHECK_FALSE(scene.look_up("a").get().failed);
}

TEST_CASE("what waits for a small pool is bounded, and beyond it calls are refused") {
  Scene scene;
  scene.suffer(Pool{1, 1s});
  std::vector<std::future<store::Committed>> answers;
  for (int i = 0; i < 8; ++i) answers.push_back(scene.submit(7));
  bool called = false;
  CHECK_FALSE(scene.store.submit({{store::PlaceOrder{}}, {}}, [&called](const store::Committed&) { called = true; }));
  CHECK_FALSE(scene.store.look_up({store::LookUp::Kind::order, "a"}, [&called](store::Recalled) { called = true; }));
  CHECK(scene.store.waiting() == 8);
  scene.clock.set(8s);
  for (auto& answer : answers) CHECK(answer.get().verdict == store::Verdict::committed);
  CHECK_FALSE(called);
}

TEST_CASE("a store behind that refuses is a failure for who has waited") {
  Scene scene;
  scene.suffer(SlowDatabase{{30ms, Lateness::Law::fixed, 0s, 0}});
  auto committed = scene.submit(7);
  auto recalled = scene.look_up("a");
  scene.behind.refuses = true;
  scene.clock.set(30ms);
  CHECK(committed.get().verdict == store::Verdict::failed);
  CHECK(recalled.get().failed);
}

TEST_CASE("closing passes on what waits, and closes the store behind") {
  Scene scene;
  scene.suffer(Pool{1, 1s});
  auto a = scene.submit(7);
  auto b = scene.submit(7);
  scene.store.close();
  CHECK(a.get().verdict == store::Verdict::committed);
  CHECK(b.get().verdict == store::Verdict::committed);
  CHECK(scene.behind.closed);
  CHECK_FALSE(scene.store.submit({{store::PlaceOrder{}}, {}}, [](const store::Committed&) {}));
}

TEST_CASE("whoever is answered may come with the next operation at once") {
  Scene scene;
  scene.suffer(SlowDatabase{{1ms, Lateness::Law::fixed, 0s, 0}});
  std::promise<void> second;
  REQUIRE(scene.store.look_up({store::LookUp::Kind::order, "a"}, [&](const store::Recalled&) {
    scene.store.look_up({store::LookUp::Kind::order, "b"}, [&](const store::Recalled&) { second.set_value(); });
    scene.clock.set(10ms);
  }));
  scene.clock.set(5ms);
  second.get_future().wait();
  CHECK(scene.store.serving() == 0);
}

TEST_CASE("the store's thread announces the end of a fault that nobody asks about") {
  Scene scene;
  scene.suffer(Stall{}, {}, 5s);
  CHECK(scene.book.any());
  scene.clock.set(5s);
  const auto patience = std::chrono::steady_clock::now() + 30s;
  while (scene.book.any() && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
  CHECK_FALSE(scene.book.any());
  CHECK(nlohmann::json::parse(scene.book.annotations().json(0))["annotations"][0]["ended_at"] == "1970-01-01T00:00:05.000000000Z");
}

TEST_CASE("many threads under changing faults get one answer each") {
  Scene scene;
  TroubledStore store(scene.behind, scene.book, scene.clock, 100'000);
  std::atomic<int> answers{0};
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i)
        if (store.look_up({store::LookUp::Kind::order, "a"}, [&answers](const store::Recalled&) { ++answers; })) ++taken;
    });
  for (int i = 0; i < 100; ++i) {
    Fault fault;
    fault.effect = i % 2 == 0 ? Effect(Pool{1, 100us}) : Effect(LostStore{});
    const auto id = scene.book.add(fault, scene.clock.now());
    scene.clock.set(scene.clock.now() + 1ms);
    scene.book.remove(*id, scene.clock.now());
  }
  for (auto& thread : threads) thread.join();
  store.close();
  CHECK(taken == 2'000);
  CHECK(answers == 2'000);
}
