#include "sim/script/feeder/row_order.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <set>

using namespace rushhour::script;

namespace {

constexpr RowKey key{7, "users", "s"};

std::vector<std::uint64_t> rows(RowOrder order, std::uint64_t n, std::uint64_t count, const RowKey& by = key) {
  std::vector<std::uint64_t> drawn;
  for (std::uint64_t index = 0; index < count; ++index) drawn.push_back(row_of(order, true, n, index, by).value());
  return drawn;
}

}  // namespace

TEST_CASE("a permutation gives every number once, whatever their count") {
  const std::uint64_t n = GENERATE(range(1, 70), 255, 256, 257, 1000, 4096, 5000);
  for (const std::uint64_t pass : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40}) {
    std::vector<bool> seen(n);
    for (std::uint64_t at = 0; at < n; ++at) {
      const std::uint64_t to = permute(at, n, 0x1234'5678'9ABC'DEF0, pass);
      REQUIRE(to < n);
      REQUIRE_FALSE(seen[to]);
      seen[to] = true;
    }
  }
}

TEST_CASE("a permutation of very many numbers stays inside and gives no number twice") {
  const std::uint64_t n = GENERATE(std::uint64_t{1} << 63, (std::uint64_t{1} << 62) + 1, std::uint64_t{5'000'000'000});
  std::set<std::uint64_t> seen;
  for (std::uint64_t at = 0; at < 2000; ++at) {
    const std::uint64_t to = permute(at, n, 9, 0);
    REQUIRE(to < n);
    seen.insert(to);
  }
  CHECK(permute(n - 1, n, 9, 0) < n);
  CHECK(seen.size() == 2000);
  CHECK(*seen.rbegin() > n / 2);
}

TEST_CASE("every place comes to every number equally often over many keys") {
  const std::uint64_t n = GENERATE(2, 3, 5, 8, 11);
  constexpr unsigned keys = 20'000;
  for (std::uint64_t at = 0; at < n; ++at) {
    std::vector<double> count(n);
    for (std::uint64_t one = 0; one < keys; ++one) ++count[permute(at, n, one, 3)];
    const double expected = static_cast<double>(keys) / static_cast<double>(n);
    double chi2 = 0;
    for (const double times : count) chi2 += (times - expected) * (times - expected) / expected;
    INFO(n << " numbers, place " << at);
    CHECK(chi2 < 35);  // 0.01 % point of ten degrees of freedom
  }
}

TEST_CASE("rows in sequence come as they stand and begin anew") {
  CHECK(rows(RowOrder::sequential, 3, 7) == std::vector<std::uint64_t>{0, 1, 2, 0, 1, 2, 0});
}

TEST_CASE("a shuffle gives every row in each pass, and each pass another order") {
  const auto drawn = rows(RowOrder::shuffle, 100, 200);
  const std::set<std::uint64_t> first(drawn.begin(), drawn.begin() + 100), second(drawn.begin() + 100, drawn.end());
  CHECK(first.size() == 100);
  CHECK(second == first);
  CHECK_FALSE(std::equal(drawn.begin(), drawn.begin() + 100, drawn.begin() + 100));
}

TEST_CASE("random rows are equally frequent") {
  std::vector<double> count(10);
  for (const std::uint64_t row : rows(RowOrder::random, 10, 20'000)) ++count[row];
  double chi2 = 0;
  for (const double times : count) chi2 += (times - 2000) * (times - 2000) / 2000;
  CHECK(chi2 < 27.9);  // 0.1 % point of nine degrees of freedom
}

TEST_CASE("rows are used up after one pass unless they are recycled, and unique ones were each given once") {
  for (const RowOrder order : {RowOrder::sequential, RowOrder::shuffle, RowOrder::unique}) {
    std::set<std::uint64_t> seen;
    for (std::uint64_t index = 0; index < 50; ++index) seen.insert(row_of(order, false, 50, index, key).value());
    CHECK(seen.size() == 50);
    CHECK_FALSE(row_of(order, false, 50, 50, key).has_value());
    CHECK_FALSE(row_of(order, false, 50, 1'000'000, key).has_value());
  }
}

TEST_CASE("another seed, feeder or scenario has another order, and the same the same") {
  const RowOrder order = GENERATE(RowOrder::random, RowOrder::shuffle, RowOrder::unique);
  const auto drawn = rows(order, 1000, 1000);
  CHECK(rows(order, 1000, 1000) == drawn);
  CHECK(rows(order, 1000, 1000, {8, "users", "s"}) != drawn);
  CHECK(rows(order, 1000, 1000, {7, "dishes", "s"}) != drawn);
  CHECK(rows(order, 1000, 1000, {7, "users", "t"}) != drawn);
}
