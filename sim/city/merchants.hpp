#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reports/foundation/random_stream.hpp"
#include "sim/city/calendar.hpp"
#include "target/delivery/city.hpp"

namespace rushhour::city {

/// The restaurants of target/delivery's city (name, cuisine, menu, hours, kitchen), each in a zone of ours, with a share of the demand that
/// is as uneven as in published days of delivery: the upper tenth takes a good third. Eight of a hundred never sell.
///
/// Immutable after construction; some two kilobytes a merchant.
class Merchants {
 public:
  static constexpr std::uint32_t most = 200'000;

  /// REQUIRES: count <= most.
  Merchants(std::uint64_t seed, std::uint32_t count, Day begin);

  std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(merchants_.size()); }

  /// One of those in the zones [first, last) by their share of the demand; nobody if nobody sells there.
  std::optional<std::uint32_t> draw(RandomStream& random, std::size_t first, std::size_t last) const noexcept;

  /// REQUIRES, of all that follow: 1 <= id <= count().
  const delivery::Restaurant& restaurant(std::uint32_t id) const noexcept { return kitchens_.restaurants()[id - 1]; }
  bool ever_sells(std::uint32_t id) const noexcept { return at(id).weight > 0; }
  std::size_t zone(std::uint32_t id) const noexcept { return at(id).zone; }
  delivery::Point place(std::uint32_t id) const noexcept { return at(id).place; }
  Day joined(std::uint32_t id) const noexcept { return at(id).joined; }
  bool open_at(std::uint32_t id, Moment when) const noexcept { return delivery::within(at(id).open, when); }

 private:
  struct Merchant {
    std::uint8_t zone;
    std::uint32_t weight;
    delivery::Point place;
    Day joined;
    delivery::Hours open;  // again: those who look for an open kitchen look at several, and a restaurant is a cache line further away
  };
  const Merchant& at(std::uint32_t id) const noexcept { return merchants_[id - 1]; }

  delivery::City kitchens_;
  std::vector<Merchant> merchants_;
  std::vector<std::uint32_t> by_zone_;       // ids
  std::vector<std::uint64_t> weight_until_;  // of the first n of by_zone_
  std::vector<std::size_t> first_in_zone_;   // index into by_zone_, and one behind the last zone
};

}  // namespace rushhour::city
