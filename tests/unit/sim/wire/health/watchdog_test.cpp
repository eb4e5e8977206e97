#include "sim/wire/health/watchdog.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <optional>
#include <thread>

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;

namespace {

/// Code that computes until it is asked to end, if it listens.
class Computing final : public load::Turns {
 public:
  explicit Computing(bool listens = true) : listens_(listens) {}

  /// One turn. Returns how many steps it took until it was interrupted.
  std::uint64_t play() {
    asked_.store(false);
    begin();
    std::uint64_t steps = 0;
    while (!asked_.load(std::memory_order_relaxed)) ++steps;
    end();
    return steps;
  }
  void play_briefly() {
    begin();
    end();
  }
  void interrupt() noexcept override {
    ++interruptions;
    if (listens_) asked_.store(true, std::memory_order_relaxed);
  }
  bool may_be_held() const noexcept override { return ++asked_to_be_held > refusals; }
  std::string standpoint() override { return "s.lua:12: was inside string.find"; }

  std::atomic<int> interruptions{0};
  mutable std::atomic<int> asked_to_be_held{0};
  int refusals = 0;

 private:
  bool listens_;
  std::atomic<bool> asked_{false};
};

void nobody(std::size_t, const std::string&) {}

}  // namespace

TEST_CASE("a turn that computes beyond its limit is interrupted, and so is the next") {
  Watchdog watchdog(30ms, nobody);
  Computing turns;
  const Watchdog::Guard guard(watchdog, turns, 0);
  CHECK(turns.play() > 0);
  CHECK(turns.play() > 0);
  CHECK(turns.interruptions >= 2);
}

TEST_CASE("many short turns are none that goes on, whatever they take together") {
  std::optional<Watchdog> watchdog(std::in_place, 30ms, nobody);
  Computing brief, endless;
  {
    const Watchdog::Guard guard(*watchdog, brief, 0);
    // As long as it takes another thread to be interrupted twice.
    std::atomic<bool> over{false};
    std::thread other([&] {
      const Watchdog::Guard other_guard(*watchdog, endless, 1);
      endless.play();
      endless.play();
      over.store(true);
    });
    while (!over.load()) brief.play_briefly();
    other.join();
  }
  watchdog.reset();
  CHECK(brief.interruptions == 0);
  CHECK(endless.interruptions >= 2);
}

TEST_CASE("a thread that does not listen is held for ever, and the watchdog says where") {
  // The thread stays until the process ends, and so does all that it may touch.
  auto* const turns = new Computing(false);
  turns->refusals = 3;
  std::promise<std::pair<std::size_t, std::string>> held;
  {
    Watchdog watchdog(30ms, [&](std::size_t number, const std::string& where) { held.set_value({number, where}); });
    std::thread([&watchdog, turns] {
      const Watchdog::Guard guard(watchdog, *turns, 4);
      turns->play();
    }).detach();
    const auto [number, where] = held.get_future().get();
    CHECK(number == 4);
    CHECK(where == "s.lua:12: was inside string.find for longer than 0.15s");
    CHECK(turns->interruptions >= 1);
    CHECK(turns->asked_to_be_held == 4);  // not where it held what others wait for
  }
  CHECK(turns->number() % 2 == 1);
}

TEST_CASE("guards come and go with their threads") {
  Watchdog watchdog(30ms, nobody);
  for (int i = 0; i < 20; ++i) {
    std::thread([&watchdog] {
      Computing turns;
      const Watchdog::Guard guard(watchdog, turns, 0);
      turns.play_briefly();
    }).join();
  }
  Computing turns;
  const Watchdog::Guard guard(watchdog, turns, 0);
  CHECK(turns.play() > 0);
}
