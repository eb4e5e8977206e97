#pragma once

#include <cstdint>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "sim/city/calendar.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::city {

/// Who orders, and how often. Customers are numbered from 1 in the order in which they signed up: six of ten before the first day, in the
/// three years until then, the others while the days go by. Some never order; of the others a few order forty times as often as most.
///
/// Immutable after construction; five bytes a customer.
class Customers {
 public:
  static constexpr std::uint32_t most = 50'000'000;

  /// REQUIRES: count <= most; days >= 1.
  Customers(std::uint64_t seed, std::uint32_t count, Day begin, std::uint32_t days);

  std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(zones_.size()); }

  /// One of those who signed up before that day (0 = the first), by how often they order. REQUIRES: count() > 0.
  std::uint32_t draw(RandomStream& random, std::uint32_t day) const noexcept;

  /// REQUIRES, of all that follow: 1 <= id <= count().
  bool ever_orders(std::uint32_t id) const noexcept { return weight_until_[id] > weight_until_[id - 1]; }
  std::size_t zone(std::uint32_t id) const noexcept { return zones_[id - 1]; }
  delivery::Point home(std::uint32_t id) const noexcept;
  Day signed_up(std::uint32_t id) const noexcept;
  /// The eight digits behind "+49151"; nobody shares them.
  std::uint32_t mobile_digits(std::uint32_t id) const noexcept;

 private:
  std::uint64_t seed_;
  Day begin_;
  std::uint32_t days_;
  std::uint32_t early_;  // so many signed up before the first day
  std::vector<std::uint8_t> zones_;
  std::vector<std::uint32_t> weight_until_;  // of the first n customers together
};

}  // namespace rushhour::city
