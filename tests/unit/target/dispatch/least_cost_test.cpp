#include "target/dispatch/least_cost.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>

#include "reports/foundation/random_stream.hpp"

using namespace rushhour;
using namespace rushhour::dispatch;

namespace {

/// How many rows have a column, and what they cost; checks that no column is given twice and no forbidden pair is made.
struct Judged {
  std::size_t assigned = 0;
  std::int64_t sum = 0;
  bool operator==(const Judged&) const = default;
};

Judged judge(const Costs& costs, const std::vector<std::size_t>& column_of) {
  REQUIRE(column_of.size() == costs.rows());
  Judged judged;
  std::set<std::size_t> taken;
  for (std::size_t row = 0; row < column_of.size(); ++row) {
    if (column_of[row] == unassigned) continue;
    REQUIRE(column_of[row] < costs.columns());
    REQUIRE(taken.insert(column_of[row]).second);
    REQUIRE(costs.at(row, column_of[row]) != Costs::forbidden);
    ++judged.assigned;
    judged.sum += costs.at(row, column_of[row]);
  }
  return judged;
}

/// Every way there is.
void try_all(const Costs& costs, std::size_t row, std::vector<bool>& taken, Judged so_far, Judged& best) {
  if (row == costs.rows()) {
    if (so_far.assigned > best.assigned || (so_far.assigned == best.assigned && so_far.sum < best.sum)) best = so_far;
    return;
  }
  try_all(costs, row + 1, taken, so_far, best);
  for (std::size_t column = 0; column < costs.columns(); ++column) {
    if (taken[column] || costs.at(row, column) == Costs::forbidden) continue;
    taken[column] = true;
    try_all(costs, row + 1, taken, {so_far.assigned + 1, so_far.sum + costs.at(row, column)}, best);
    taken[column] = false;
  }
}

Judged by_force(const Costs& costs) {
  Judged best;
  std::vector<bool> taken(costs.columns());
  try_all(costs, 0, taken, {}, best);
  return best;
}

Costs table(std::size_t rows, std::size_t columns, std::initializer_list<std::int64_t> cells) {
  Costs costs(rows, columns);
  auto cell = cells.begin();
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) costs.at(r, c) = *cell++;
  return costs;
}

}  // namespace

TEST_CASE("the least sum may need every row to give up its cheapest column") {
  const Costs costs = table(3, 3, {1, 2, 3, 2, 4, 6, 3, 6, 9});
  CHECK(judge(costs, least_cost_assignment(costs)) == Judged{3, 10});
  CHECK(least_cost_assignment(costs) == std::vector<std::size_t>{2, 1, 0});
}

TEST_CASE("random small tables of any shape cost what trying all ways finds") {
  RandomStream random(1, "test", "assignment", 0);
  for (int n = 0; n < 3000; ++n) {
    Costs costs(1 + random.below(6), 1 + random.below(6));
    const std::uint64_t spread = n % 3 == 0 ? 4 : 1000;  // few values make many ties
    for (std::size_t r = 0; r < costs.rows(); ++r)
      for (std::size_t c = 0; c < costs.columns(); ++c)
        if (n % 2 == 0 || random.below(3) > 0) costs.at(r, c) = static_cast<std::int64_t>(random.below(spread)) - 300;
    INFO("table " << n << ", " << costs.rows() << " x " << costs.columns());
    CHECK(judge(costs, least_cost_assignment(costs)) == by_force(costs));
  }
}

TEST_CASE("where all pairs of a row or a column are forbidden, it stays free and the others do not") {
  Costs costs = table(3, 3, {5, Costs::forbidden, 7, Costs::forbidden, Costs::forbidden, Costs::forbidden, 1, Costs::forbidden, 9});
  CHECK(least_cost_assignment(costs) == std::vector<std::size_t>{2, unassigned, 0});
  CHECK(least_cost_assignment(Costs(4, 2)) == std::vector<std::size_t>(4, unassigned));
  CHECK(least_cost_assignment(Costs(3, 0)) == std::vector<std::size_t>(3, unassigned));
  CHECK(least_cost_assignment(Costs(0, 3)).empty());
}

TEST_CASE("as many rows as possible come before any saving") {
  const Costs costs = table(2, 2, {1, 1'000'000, 1, Costs::forbidden});
  CHECK(least_cost_assignment(costs) == std::vector<std::size_t>{1, 0});
}

TEST_CASE("of more rows than columns the dearest stay free, and of more columns than rows") {
  const Costs tall = table(4, 2, {9, 8, 3, 9, 7, 2, 9, 9});
  CHECK(least_cost_assignment(tall) == std::vector<std::size_t>{unassigned, 0, 1, unassigned});
  const Costs wide = table(2, 4, {9, 3, 7, 9, 8, 9, 2, 9});
  CHECK(least_cost_assignment(wide) == std::vector<std::size_t>{1, 2});
}

TEST_CASE("the tables of R. E. Machol and M. Wien, where row i and column j cost i j, have the sum n (n + 1) (n + 2) / 6") {
  for (const std::size_t n : {1U, 2U, 7U, 50U, 200U}) {
    Costs costs(n, n);
    for (std::size_t r = 0; r < n; ++r)
      for (std::size_t c = 0; c < n; ++c) costs.at(r, c) = static_cast<std::int64_t>((r + 1) * (c + 1));
    CHECK(judge(costs, least_cost_assignment(costs)) == Judged{n, static_cast<std::int64_t>(n * (n + 1) * (n + 2) / 6)});
  }
}

TEST_CASE("an optimum that was hidden behind potentials is found, in tables of hundreds") {
  for (const auto& [rows, columns] : {std::pair{150U, 150U}, std::pair{150U, 400U}, std::pair{400U, 150U}}) {
    RandomStream random(2, "test", "assignment", rows * 1000 + columns);
    // In a square table, u[r] + v[c] is a lower bound that the hidden pairs reach. Beyond the square, columns have v = 0 and others v < 0.
    std::vector<std::size_t> hidden(std::max(rows, columns));
    std::iota(hidden.begin(), hidden.end(), std::size_t{0});
    std::shuffle(hidden.begin(), hidden.end(), random);
    const std::size_t shorter = std::min(rows, columns);
    std::vector<std::int64_t> u(shorter), v(hidden.size(), 0);
    for (auto& one : u) one = static_cast<std::int64_t>(random.below(10'000));
    for (std::size_t i = 0; i < shorter; ++i) v[hidden[i]] = -static_cast<std::int64_t>(random.below(10'000));
    Costs costs(rows, columns);
    std::int64_t optimum = 0;
    for (std::size_t i = 0; i < shorter; ++i)
      for (std::size_t j = 0; j < hidden.size(); ++j) {
        const std::int64_t cost = u[i] + v[j] + (hidden[i] == j ? 0 : static_cast<std::int64_t>(random.below(500)));
        (rows <= columns ? costs.at(i, j) : costs.at(j, i)) = cost;
        if (hidden[i] == j) optimum += cost;
      }
    CHECK(judge(costs, least_cost_assignment(costs)) == Judged{shorter, optimum});
  }
}

TEST_CASE("the least sum does not depend on the order of rows and columns") {
  RandomStream random(3, "test", "assignment", 0);
  Costs costs(40, 60), turned(40, 60);
  for (std::size_t r = 0; r < 40; ++r)
    for (std::size_t c = 0; c < 60; ++c) turned.at(39 - r, 59 - c) = costs.at(r, c) = static_cast<std::int64_t>(random.below(100'000));
  CHECK(judge(costs, least_cost_assignment(costs)) == judge(turned, least_cost_assignment(turned)));
}
