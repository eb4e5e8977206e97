#include "target/store/fair_queue.hpp"

#include <catch2/catch.hpp>
#include <string>

using rushhour::store::FairQueue;

namespace {

std::string drained(FairQueue<char>& queue) {
  std::string order;
  for (; !queue.empty(); queue.pop()) order += queue.front();
  return order;
}

}  // namespace

TEST_CASE("clients take turns, and each is served in its own order") {
  FairQueue<char> queue;
  for (const char c : std::string("abcdef")) queue.push(1, c);
  for (const char c : std::string("ABC")) queue.push(2, c);
  queue.push(3, 'x');
  CHECK(queue.size() == 10);
  CHECK(drained(queue) == "aAxbBcCdef");
  CHECK(queue.empty());
}

TEST_CASE("who comes late into a long queue waits for one item of each client, not for all") {
  FairQueue<char> queue;
  for (int i = 0; i < 1000; ++i) queue.push(1, 'f');
  queue.pop();
  queue.push(2, 'h');
  CHECK(drained(queue).find('h') == 1);
}

TEST_CASE("a client that was served comes behind the others again") {
  FairQueue<char> queue;
  queue.push(1, 'a');
  queue.pop();
  queue.push(2, 'b');
  queue.push(1, 'c');
  CHECK(drained(queue) == "bc");
}

TEST_CASE("what is taken out is gone, and the others keep their turns") {
  FairQueue<char> queue;
  for (const char c : std::string("abc")) queue.push(1, c);
  for (const char c : std::string("bb")) queue.push(2, c);
  for (const char c : std::string("xyb")) queue.push(3, c);
  queue.remove_if([](char c) { return c == 'b'; });
  CHECK(queue.size() == 4);
  CHECK(drained(queue) == "axcy");
}
