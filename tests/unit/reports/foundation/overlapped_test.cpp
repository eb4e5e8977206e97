#include "reports/foundation/overlapped.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace rushhour;

namespace {

// Batches of `size` rising numbers, up to `last`.
auto batches(int size, int last) {
  return [size, last, next = 1]() mutable {
    std::vector<int> batch;
    while (static_cast<int>(batch.size()) < size && next <= last) batch.push_back(next++);
    return batch;
  };
}

}  // namespace

TEST_CASE("batches are prepared once each and taken in their order, whatever their size") {
  for (const int size : {1, 15, 16, 100, 1000}) {
    std::vector<int> taken;
    overlapped(
        batches(size, 777),
        [](std::vector<int>& batch) {
          for (int& number : batch) number *= 2;
        },
        [&](const std::vector<int>& batch) { taken.insert(taken.end(), batch.begin(), batch.end()); });
    REQUIRE(taken.size() == 777);
    for (std::size_t i = 0; i < taken.size(); ++i) REQUIRE(taken[i] == 2 * static_cast<int>(i + 1));
  }
}

TEST_CASE("a large batch is prepared on another thread, and taken on this one") {
  const std::thread::id own = std::this_thread::get_id();
  std::thread::id worker = own, taker;
  overlapped(
      batches(100, 100),
      [&](std::vector<int>& batch) {
        if (!batch.empty()) worker = std::this_thread::get_id();
      },
      [&](const std::vector<int>&) { taker = std::this_thread::get_id(); });
  CHECK(taker == own);
  CHECK(worker != own);
}

TEST_CASE("what is thrown while a batch is read, prepared or taken arrives here") {
  const auto nothing = [](std::vector<int>&) {};
  const auto fail = [](const std::vector<int>& batch) {
    if (batch.front() > 100) throw std::runtime_error("no");
  };
  CHECK_THROWS_AS(overlapped(batches(50, 500), fail, nothing), std::runtime_error);
  CHECK_THROWS_AS(overlapped(batches(50, 500), nothing, fail), std::runtime_error);
  int reads = 0;
  auto read = [&, next = batches(50, 500)]() mutable {
    if (++reads == 3) throw std::runtime_error("no");
    return next();
  };
  CHECK_THROWS_AS(overlapped(read, nothing, nothing), std::runtime_error);
}
