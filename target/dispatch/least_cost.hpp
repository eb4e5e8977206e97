#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace rushhour::dispatch {

/// What it costs to give row r the column c; a table of rows * columns whole numbers.
class Costs {
 public:
  /// A pair that must not be.
  static constexpr std::int64_t forbidden = std::numeric_limits<std::int64_t>::max();

  /// Every pair is forbidden until it is set.
  Costs(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), cells_(rows * columns, forbidden) {}

  std::size_t rows() const noexcept { return rows_; }
  std::size_t columns() const noexcept { return columns_; }
  std::int64_t& at(std::size_t row, std::size_t column) noexcept { return cells_[row * columns_ + column]; }
  std::int64_t at(std::size_t row, std::size_t column) const noexcept { return cells_[row * columns_ + column]; }

 private:
  std::size_t rows_;
  std::size_t columns_;
  std::vector<std::int64_t> cells_;
};

inline constexpr std::size_t unassigned = std::numeric_limits<std::size_t>::max();

/// For each row its column, or `unassigned`: among all assignments of as many rows as can have a column of their own, one of least sum.
/// Exact; time grows at most with n^2 m for n <= m, in either orientation.
///
/// REQUIRES: costs are `forbidden` or between -2^40 and 2^40; at most 2^20 rows or columns.
std::vector<std::size_t> least_cost_assignment(const Costs& costs);

}  // namespace rushhour::dispatch
