#include "sim/wire/mailbox.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace rushhour::wire;
using namespace std::chrono_literals;

TEST_CASE("a mailbox gives what came in, once and in its order, and wakes the loop for it") {
  Poller poller;
  Mailbox box(poller);
  std::vector<int> done;
  std::thread poster([&] {
    for (int i = 0; i < 1000; ++i) box.post([&done, i] { done.push_back(i); });
  });
  while (done.size() < 1000) {
    poller.wait(1h);
    for (const auto& task : box.take()) task();
  }
  poster.join();
  for (int i = 0; i < 1000; ++i) REQUIRE(done[static_cast<std::size_t>(i)] == i);
  CHECK(box.take().empty());
}

TEST_CASE("a task may post the next one") {
  Poller poller;
  Mailbox box(poller);
  bool done = false;
  box.post([&] { box.post([&] { done = true; }); });
  for (int round = 0; round < 2; ++round)
    for (const auto& task : box.take()) task();
  CHECK(done);
}

TEST_CASE("a closed mailbox forgets what it has and what comes, and leaves the poller alone") {
  Poller poller;
  Mailbox box(poller);
  const auto kept = std::make_shared<int>(1);
  box.post([kept] {});
  poller.wait(1h);
  CHECK(kept.use_count() == 2);
  box.close();
  CHECK(kept.use_count() == 1);
  box.post([kept] {});
  CHECK(kept.use_count() == 1);
  CHECK(box.take().empty());
}
