#include "target/server/limits/deadline_wheel.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <vector>

using namespace rushhour;
using namespace std::chrono_literals;
using server::DeadlineWheel;

namespace {

struct Named : DeadlineWheel::Entry {
  explicit Named(int of) : name(of) {}
  int name;
};

std::vector<int> due_at(DeadlineWheel& wheel, Instant now) {
  std::vector<int> names;
  wheel.advance(now, [&](DeadlineWheel::Entry& entry) { names.push_back(static_cast<Named&>(entry).name); });
  return names;
}

}  // namespace

TEST_CASE("a deadline is seen once, when it has come and not before") {
  DeadlineWheel wheel;
  Named one(1);
  wheel.set(one, 1050ms);
  CHECK(one.due() == 1050ms);
  CHECK(due_at(wheel, 1s).empty());
  CHECK(due_at(wheel, 1049ms).empty());
  CHECK(due_at(wheel, 1100ms) == std::vector{1});
  CHECK(due_at(wheel, 1h).empty());
}

TEST_CASE("a deadline that is put off, or brought forward, comes when it was last set to") {
  DeadlineWheel wheel;
  Named off(1), forward(2);
  wheel.set(off, 1s);
  wheel.set(off, 30s);
  wheel.set(off, 2s);
  wheel.set(forward, 60s);
  wheel.set(forward, 1500ms);
  CHECK(due_at(wheel, 1400ms).empty());
  CHECK(due_at(wheel, 1500ms) == std::vector{2});
  CHECK(due_at(wheel, 1900ms).empty());
  CHECK(due_at(wheel, 2s) == std::vector{1});
}

TEST_CASE("a deadline beyond the wheel's turn, and one in the past, come at their time all the same") {
  DeadlineWheel wheel;
  Named far(1), past(2), never(3);
  wheel.set(far, 1h);
  wheel.set(never, Instant::max());
  for (Instant now = 0s; now < 1h; now += 100ms) CHECK(due_at(wheel, now).empty());
  CHECK(due_at(wheel, 1h) == std::vector{1});
  wheel.set(past, 1s);
  CHECK(due_at(wheel, 1h + 100ms) == std::vector{2});
}

TEST_CASE("a wheel that was not turned for longer than its turn misses nothing") {
  DeadlineWheel wheel;
  Named early(1), late(2), later(3);
  wheel.set(early, 1s);
  wheel.set(late, 101s);
  wheel.set(later, 3h);
  CHECK(due_at(wheel, 2h).size() == 2);
  CHECK(due_at(wheel, 3h) == std::vector{3});
}

TEST_CASE("who is visited may set its deadline anew, and take others with it") {
  DeadlineWheel wheel;
  std::vector<std::unique_ptr<Named>> entries;
  for (int i = 0; i < 4; ++i) wheel.set(*entries.emplace_back(std::make_unique<Named>(i)), 1s);
  std::vector<int> seen;
  const auto visit = [&](DeadlineWheel::Entry& entry) {
    const int name = static_cast<Named&>(entry).name;
    seen.push_back(name);
    if (name == 0) entries[1].reset();
    if (name == 2) wheel.set(entry, 2s);
    if (name == 3) entries[3].reset();
  };
  wheel.advance(1s, visit);
  CHECK(seen == std::vector{0, 2, 3});
  CHECK(due_at(wheel, 2s) == std::vector{2});
}

TEST_CASE("an entry that is gone is not visited") {
  DeadlineWheel wheel;
  {
    Named gone(1);
    wheel.set(gone, 1s);
  }
  CHECK(due_at(wheel, 1h).empty());
}

TEST_CASE("of many deadlines that change at random, each comes within a slot of where it was left") {
  std::mt19937 random(7);
  DeadlineWheel wheel;
  std::vector<std::unique_ptr<Named>> entries;
  for (int i = 0; i < 500; ++i) entries.push_back(std::make_unique<Named>(i));
  Instant now = 0s;
  for (int step = 0; step < 5000; ++step) {
    now += std::chrono::milliseconds(random() % 90);
    Named& some = *entries[random() % entries.size()];
    wheel.set(some, now + std::chrono::milliseconds(random() % 200'000));
    wheel.advance(now, [&](DeadlineWheel::Entry& entry) {
      CHECK(entry.due() <= now);
      CHECK(entry.due() > now - DeadlineWheel::grain - 90ms);
    });
  }
}
