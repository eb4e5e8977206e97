// Shortest augmenting paths with potentials (H. W. Kuhn's method as R. Jonker and A. Volgenant speed it up: "A shortest augmenting path
// algorithm for dense and sparse linear assignment problems", Computing 38, 1987).
//
// 1. The shorter side are the rows. Every row gets a column; a forbidden pair costs more than all permitted ones together, so that as few
//    as possible are taken; they are struck out at the end.
// 2. Invariants: potentials u, v with u[r] + v[c] <= cost(r, c) for all pairs, and equality for assigned ones; v[c] <= 0, and 0 where the
//    column is free. So the assignment is of least cost for the rows that it holds.
// 3. To begin with, u[r] is the least cost of the row, and the row takes that column if it is free: it costs one look at the table, and
//    serves most rows.
// 4. Each other row is the root of a search for the free column that is nearest in terms of cost - u - v (Dijkstra, dense). Along the path
//    to it the assignment is turned over, which holds one row more; the potentials of what the search has reached are moved such that
//    (2) holds again.

#include "target/dispatch/least_cost.hpp"

#include <algorithm>
#include <numeric>

namespace rushhour::dispatch {
namespace {

class Assignment {
 public:
  // `cells`: rows * columns, all finite, rows <= columns.
  Assignment(std::size_t rows, std::size_t columns, const std::vector<std::int64_t>& cells)
      : rows_(rows),
        columns_(columns),
        cells_(cells),
        u_(rows),
        v_(columns),
        column_of_(rows, unassigned),
        row_of_(columns, unassigned),
        distance_(columns),
        before_(columns) {}

  const std::vector<std::size_t>& solve() {
    for (std::size_t row = 0; row < rows_; ++row) take_cheapest(row);
    for (std::size_t row = 0; row < rows_; ++row)
      if (column_of_[row] == unassigned) augment(row);
    return column_of_;
  }

 private:
  void take_cheapest(std::size_t row) {
    const auto begin = cells_.begin() + static_cast<std::ptrdiff_t>(row * columns_);
    const auto cheapest = std::min_element(begin, begin + static_cast<std::ptrdiff_t>(columns_));
    const auto column = static_cast<std::size_t>(cheapest - begin);
    u_[row] = *cheapest;
    if (row_of_[column] == unassigned) assign(row, column);
  }

  void assign(std::size_t row, std::size_t column) {
    column_of_[row] = column;
    row_of_[column] = row;
  }

  // One row of Dijkstra's search: shorter ways to columns through `row`, which is itself `way` from the root. Gives the nearest column
  // that has not been reached.
  std::size_t relax(std::size_t row, std::int64_t way) {
    const std::int64_t* cells = cells_.data() + row * columns_;
    const std::int64_t base = way - u_[row];
    std::int64_t least = Costs::forbidden;
    std::size_t nearest = unassigned;
    for (const std::size_t column : open_) {
      const std::int64_t through = base + cells[column] - v_[column];
      if (through < distance_[column]) {
        distance_[column] = through;
        before_[column] = row;
      }
      if (distance_[column] < least) {
        least = distance_[column];
        nearest = column;
      }
    }
    return nearest;
  }

  void augment(std::size_t root) {
    std::fill(distance_.begin(), distance_.end(), Costs::forbidden);
    open_.resize(columns_);
    std::iota(open_.begin(), open_.end(), std::size_t{0});
    reached_.clear();
    std::size_t column = relax(root, 0);
    while (row_of_[column] != unassigned) {
      reached_.push_back(column);
      open_.erase(std::lower_bound(open_.begin(), open_.end(), column));
      column = relax(row_of_[column], distance_[column]);
    }
    move_potentials(root, distance_[column]);
    for (std::size_t row = unassigned; row != root;) {
      row = before_[column];
      const std::size_t given_up = column_of_[row];
      assign(row, column);
      column = given_up;
    }
  }

  void move_potentials(std::size_t root, std::int64_t length) {
    u_[root] += length;
    for (const std::size_t column : reached_) {
      const std::int64_t by = length - distance_[column];
      v_[column] -= by;
      u_[row_of_[column]] += by;
    }
  }

  std::size_t rows_;
  std::size_t columns_;
  const std::vector<std::int64_t>& cells_;
  std::vector<std::int64_t> u_;
  std::vector<std::int64_t> v_;
  std::vector<std::size_t> column_of_;
  std::vector<std::size_t> row_of_;
  std::vector<std::int64_t> distance_;  // of each column from the root of the search
  std::vector<std::size_t> before_;     // the row from which a column is reached
  std::vector<std::size_t> reached_;    // columns whose distance is final
  std::vector<std::size_t> open_;       // the others, ascending, so that ties fall as they would in a table
};

/// All cells with the shorter side as rows, and forbidden ones at a finite price.
std::vector<std::int64_t> finite_cells(const Costs& costs, bool turned) {
  std::int64_t least = 0, most = 0;
  for (std::size_t r = 0; r < costs.rows(); ++r)
    for (std::size_t c = 0; c < costs.columns(); ++c)
      if (costs.at(r, c) != Costs::forbidden) {
        least = std::min(least, costs.at(r, c));
        most = std::max(most, costs.at(r, c));
      }
  const auto shorter = static_cast<std::int64_t>(std::min(costs.rows(), costs.columns()));
  const std::int64_t price = most + (most - least + 1) * shorter;
  std::vector<std::int64_t> cells(costs.rows() * costs.columns());
  for (std::size_t r = 0; r < costs.rows(); ++r)
    for (std::size_t c = 0; c < costs.columns(); ++c)
      cells[turned ? c * costs.rows() + r : r * costs.columns() + c] = costs.at(r, c) == Costs::forbidden ? price : costs.at(r, c);
  return cells;
}

}  // namespace

std::vector<std::size_t> least_cost_assignment(const Costs& costs) {
  std::vector<std::size_t> result(costs.rows(), unassigned);
  if (costs.rows() == 0 || costs.columns() == 0) return result;
  const bool turned = costs.rows() > costs.columns();
  const std::vector<std::int64_t> cells = finite_cells(costs, turned);
  Assignment assignment(turned ? costs.columns() : costs.rows(), turned ? costs.rows() : costs.columns(), cells);
  const std::vector<std::size_t>& column_of = assignment.solve();
  for (std::size_t i = 0; i < column_of.size(); ++i) {
    const std::size_t row = turned ? column_of[i] : i;
    const std::size_t column = turned ? i : column_of[i];
    if (costs.at(row, column) != Costs::forbidden) result[row] = column;
  }
  return result;
}

}  // namespace rushhour::dispatch
