#include "sim/wire/deadline_queue.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::wire;
using namespace std::chrono_literals;

TEST_CASE("deadlines come up in their order") {
  DeadlineQueue queue;
  for (const DeadlineQueue::Id id : {3U, 1U, 4U, 0U, 5U, 9U, 2U, 6U}) queue.at_latest(id, Instant(10 * id));
  for (const DeadlineQueue::Id id : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 9U}) {
    REQUIRE(queue.id() == id);
    REQUIRE(queue.due() == Instant(10 * id));
    queue.pop();
  }
  CHECK(queue.empty());
}

TEST_CASE("an id stands in the queue once, at the earliest instant it was entered for") {
  DeadlineQueue queue;
  queue.at_latest(7, 50ns);
  queue.at_latest(7, 80ns);
  CHECK(queue.size() == 1);
  CHECK(queue.due() == 50ns);
  queue.at_latest(7, 20ns);
  CHECK(queue.size() == 1);
  CHECK(queue.due() == 20ns);
}

TEST_CASE("the first one can be postponed behind others") {
  DeadlineQueue queue;
  queue.at_latest(1, 10ns);
  queue.at_latest(2, 20ns);
  queue.postpone(30ns);
  CHECK(queue.id() == 2);
  queue.pop();
  CHECK(queue.id() == 1);
  CHECK(queue.due() == 30ns);
}

TEST_CASE("an id that was taken out can be entered again") {
  DeadlineQueue queue;
  queue.at_latest(1, 10ns);
  queue.pop();
  queue.at_latest(1, 90ns);
  CHECK(queue.due() == 90ns);
}

TEST_CASE("under any mix of calls the queue agrees with a plain map") {
  DeadlineQueue queue;
  std::map<DeadlineQueue::Id, Instant> model;
  RandomStream random(7, "test", "deadlines", 0);
  for (int step = 0; step < 20000; ++step) {
    const auto first = std::min_element(model.begin(), model.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    const Instant due(random.below(1000));
    switch (model.empty() ? 0 : random.below(4)) {
      case 0:
      case 1: {
        const auto id = static_cast<DeadlineQueue::Id>(random.below(200));
        queue.at_latest(id, due);
        const auto [entry, fresh] = model.emplace(id, due);
        if (!fresh) entry->second = std::min(entry->second, due);
        break;
      }
      case 2:
        model[queue.id()] = queue.due() + due;
        queue.postpone(queue.due() + due);
        break;
      default:
        REQUIRE(queue.due() == first->second);
        REQUIRE(model.at(queue.id()) == first->second);
        model.erase(queue.id());
        queue.pop();
    }
    REQUIRE(queue.size() == model.size());
  }
}
