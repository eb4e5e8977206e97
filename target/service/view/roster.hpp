#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/shift.hpp"

namespace rushhour::service {

/// An order that a courier may take, until the offer ends.
struct Offer {
  std::string order;
  WallTime until{};

  bool operator==(const Offer&) const = default;
};

/// A courier as it is known right now.
struct Courier {
  delivery::Shift shift;  ///< as it was last committed
  delivery::Point at;     ///< where it was last seen
  WallTime seen_at{};     ///< city time
};

/// The couriers of the city: who works, who is where, who may take which order. Shifts are durable and come from the store; positions and
/// offers are kept here alone, so a target that restarts has forgotten them.
///
/// Bounded by the number of couriers, each of whom holds so many offers at most. Thread safety: any thread.
class Roster {
 public:
  static constexpr std::size_t offers_max = 8;

  explicit Roster(std::size_t couriers) : entries_(couriers) {}

  /// Everything about a courier. REQUIRES: 1 <= courier <= the number of couriers, here and below.
  Courier courier(std::uint32_t courier) const;

  std::size_t couriers() const noexcept { return entries_.size(); }
  std::size_t on_shift() const;
  std::vector<Courier> working() const;

  /// Takes in what the store has committed. A shift that ends takes the courier's offers with it.
  void apply(const delivery::Shift& committed);

  /// A position that was reported. Of two, the later one holds; of couriers who do not work, nothing.
  void sight(std::uint32_t courier, delivery::Point at, WallTime when);

  /// False if the courier does not work, has the offer already or has as many as it may. Offers that have ended by `now` count no more.
  bool offer(std::uint32_t courier, Offer offer, WallTime now);
  void withdraw(std::uint32_t courier, std::string_view order);

  /// Those that have not ended.
  std::vector<Offer> offers(std::uint32_t courier, WallTime now) const;
  std::size_t open_offers(WallTime now) const;
  bool is_offered(std::uint32_t courier, std::string_view order, WallTime now) const;

  void clear();

 private:
  struct Entry {
    Courier courier;
    std::vector<Offer> offers;
  };

  mutable std::mutex mutex_;
  std::vector<Entry> entries_;  // by id, from 1
};

}  // namespace rushhour::service
