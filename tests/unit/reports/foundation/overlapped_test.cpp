#include "reports/foundation/overlapped.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
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

TEST_CASE("batches are taken once each in their order, whatever their size") {
  for (const int size : {1, 15, 16, 100, 1000}) {
    std::vector<int> taken;
    overlapped(batches(size, 777), [&](const std::vector<int>& batch) { taken.insert(taken.end(), batch.begin(), batch.end()); });
    REQUIRE(taken.size() == 777);
    for (std::size_t i = 0; i < taken.size(); ++i) REQUIRE(taken[i] == static_cast<int>(i + 1));
  }
}

TEST_CASE("large batches are made on one other thread, which frees what was taken on this one") {
  const std::thread::id own = std::this_thread::get_id();
  std::vector<std::thread::id> makers;
  std::vector<std::thread::id> freers;
  auto make = [&, next = batches(100, 2000)]() mutable {
    makers.push_back(std::this_thread::get_id());
    std::vector<std::shared_ptr<const int>> batch;
    for (const int number : next())
      batch.emplace_back(new int(number), [&](const int* gone) {
        if (*gone == 1) freers.push_back(std::this_thread::get_id());
        delete gone;
      });
    return batch;
  };
  bool all_here = true;
  overlapped(make, [&](const auto&) { all_here = all_here && std::this_thread::get_id() == own; });
  CHECK(all_here);
  REQUIRE(makers.size() == 21);
  CHECK(makers[0] == own);
  CHECK(makers[1] != own);
  CHECK(std::count(makers.begin() + 1, makers.end(), makers[1]) == 20);
  REQUIRE(freers.size() == 1);
  CHECK(freers[0] == makers[1]);
}

TEST_CASE("small batches need no second thread") {
  const std::thread::id own = std::this_thread::get_id();
  bool all_here = true;
  auto make = [&, next = batches(15, 100)]() mutable {
    all_here = all_here && std::this_thread::get_id() == own;
    return next();
  };
  overlapped(make, [](const std::vector<int>&) {});
  CHECK(all_here);
}

TEST_CASE("what is thrown while a batch is made or taken arrives here, behind the batches before") {
  const auto fail = [](const std::vector<int>& batch) {
    if (batch.front() > 100) throw std::runtime_error("no");
  };
  CHECK_THROWS_AS(overlapped(batches(50, 500), fail), std::runtime_error);
  int made = 0, taken = 0;
  auto make = [&, next = batches(50, 500)]() mutable {
    if (++made == 3) throw std::runtime_error("no");
    return next();
  };
  CHECK_THROWS_AS(overlapped(make, [&](const std::vector<int>&) { ++taken; }), std::runtime_error);
  CHECK(taken == 2);
}

TEST_CASE("the thread that makes batches is never far ahead of the one that takes them") {
  std::atomic<int> made{0};
  int taken = 0, most_ahead = 0;
  auto make = [&, next = batches(20, 2000)]() mutable {
    ++made;
    return next();
  };
  overlapped(make, [&](const std::vector<int>&) {
    std::this_thread::yield();
    most_ahead = std::max(most_ahead, made - ++taken);
  });
  CHECK(taken == 100);
  CHECK(most_ahead <= 4);  // two wait, one is in the maker's hand, and the next is begun
}
