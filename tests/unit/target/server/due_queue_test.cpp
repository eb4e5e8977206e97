#include "target/server/due_queue.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <random>
#include <vector>

using namespace rushhour;
using namespace std::chrono_literals;
using server::DueQueue;

TEST_CASE("what is due comes in the order of its instants, and of equal ones in that of their putting") {
  DueQueue<int> queue;
  CHECK(queue.first() == Instant::max());
  CHECK_FALSE(queue.take(Instant::max()));
  queue.put(3s, 1);
  queue.put(1s, 2);
  queue.put(3s, 3);
  queue.put(2s, 4);
  CHECK(queue.first() == 1s);
  CHECK_FALSE(queue.take(999ms));
  CHECK(queue.take(1s) == 2);
  CHECK_FALSE(queue.take(1s));
  CHECK(queue.take(1h) == 4);
  CHECK(queue.take(1h) == 1);
  CHECK(queue.take(1h) == 3);
  CHECK_FALSE(queue.take(1h));
}

TEST_CASE("what was taken is the queue's no more, and what is left goes with it") {
  DueQueue<std::shared_ptr<int>> queue;
  const auto one = std::make_shared<int>(1);
  queue.put(1s, one);
  queue.put(2s, one);
  CHECK(one.use_count() == 3);
  CHECK(queue.take(1s).value() == one);
  CHECK(one.use_count() == 2);
  queue.clear();
  CHECK(one.use_count() == 1);
  CHECK(queue.first() == Instant::max());
}

TEST_CASE("many come out sorted") {
  std::mt19937 random(3);
  DueQueue<Instant> queue;
  std::vector<Instant> all;
  for (int i = 0; i < 1000; ++i) {
    all.push_back(std::chrono::milliseconds(random() % 300));
    queue.put(all.back(), all.back());
  }
  std::sort(all.begin(), all.end());
  for (const Instant due : all) CHECK(queue.take(due) == due);
}
