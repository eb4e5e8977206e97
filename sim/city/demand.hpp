#pragma once

#include <cstdint>
#include <vector>

#include "sim/city/calendar.hpp"

namespace rushhour::city {

/// When orders are placed: `orders` moments over `days` days, in order. Demand follows the hour (two peaks), the weekday and a slow growth.
///
/// The orders come in blocks of 512, each with an equal share of all demand; within a block they fall independently, so that the counts of
/// short times scatter as those of a Poisson process do, and a block needs nothing but the seed and its number. Memory: eight bytes an
/// hour.
class Demand {
 public:
  /// REQUIRES: days >= 1.
  Demand(std::uint64_t seed, std::uint64_t orders, Day begin, std::uint32_t days);

  /// The next one; ascending. REQUIRES: has not been called `orders` times.
  Moment next();

 private:
  void draw_block();
  Moment moment(std::uint64_t position);

  std::uint64_t seed_;
  std::uint64_t orders_;
  Day begin_;
  std::vector<std::uint64_t> demand_until_;  // of the first n hours together
  std::size_t hour_ = 0;                     // in which the last moment was
  std::uint64_t drawn_ = 0;                  // orders in the blocks that were drawn
  std::vector<std::uint64_t> block_;         // positions on the scale of demand_until_
  std::size_t next_ = 0;
};

}  // namespace rushhour::city
