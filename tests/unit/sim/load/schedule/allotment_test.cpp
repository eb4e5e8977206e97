#include "sim/load/schedule/allotment.hpp"

#include <catch2/catch.hpp>

#include <thread>
#include <vector>

using rushhour::load::Allotment;

TEST_CASE("every iteration of an allotment is taken once, and none beyond it") {
  Allotment allotment(3, 2);
  CHECK(allotment.take() == 0u);
  CHECK(allotment.take() == 1u);
  CHECK_FALSE(allotment.used_up());
  CHECK(allotment.take() == 2u);
  CHECK(allotment.used_up());
  CHECK(allotment.take() == std::nullopt);
  CHECK(allotment.take() == std::nullopt);
}

TEST_CASE("the last user that leaves is told what nobody took, the others nothing") {
  Allotment allotment(10, 3);
  allotment.take();
  CHECK(allotment.leave() == 0);
  allotment.take();
  CHECK(allotment.leave() == 0);
  CHECK(allotment.leave() == 8);
}

TEST_CASE("nothing is left of an allotment that was used up, however often it was asked for more") {
  Allotment allotment(2, 1);
  for (int i = 0; i < 5; ++i) allotment.take();
  CHECK(allotment.leave() == 0);
}

TEST_CASE("threads that take at once take every iteration once between them") {
  constexpr std::uint64_t iterations = 20'000;
  Allotment allotment(iterations, 4);
  std::vector<std::vector<std::uint64_t>> taken(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      while (const auto number = allotment.take()) taken[i].push_back(*number);
    });
  for (std::thread& thread : threads) thread.join();
  std::vector<int> times(iterations);
  for (const auto& numbers : taken)
    for (const std::uint64_t number : numbers) ++times.at(number);
  for (const int n : times) REQUIRE(n == 1);
}
