#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "target/autopilot/act.hpp"
#include "target/delivery/city.hpp"
#include "target/delivery/order.hpp"
#include "target/dispatch/travel.hpp"

namespace rushhour::autopilot {

/// A stop of a trip, as a courier remembers it.
struct Leg {
  bool pick_up;
  std::string order;
  delivery::Point at;
  bool ready = false;  ///< of a pick-up: the kitchen has said so
};

/// A trip that a courier is offered, or goes on with: pick-ups before the drop-offs of the same orders.
struct Errand {
  std::uint32_t courier;
  std::vector<Leg> legs;
};

/// What the couriers of a city do all day: a machine for each, without requests of its own. It is told what happens and says what is done
/// next, and when.
///
/// 1. off -> idle: a shift begins at home. Off again when the shift's hours are over; who still has orders tries again every minute.
/// 2. idle -> deciding: a trip is offered; each of its orders is taken after 5 to 25 seconds. What is refused leaves the trip.
/// 3. -> under way: to the next stop, as long as the travel model says; on arrival the courier reports where it is.
/// 4. -> at the door: half a service later, and not before the kitchen is ready, the food changes hands; another half later the courier
///    leaves. Several pick-ups at one place are one service. With no stop left it is idle, where it is.
/// 5. An order that is cancelled leaves the trip wherever the courier is; a courier under way to it arrives, and then goes on.
///
/// One thread at a time. Bounded by the number of couriers and what they carry.
class Couriers {
 public:
  /// `keep_hours`: couriers work their usual shifts; else all of them work all the time. Both must outlive this.
  Couriers(const delivery::City& city, const dispatch::Travel& travel, bool keep_hours);

  /// The first shift of each. `working`: who is at work already, by id; after a restart that may be outside its hours, with orders
  /// to bring.
  Acts open(std::span<const std::uint32_t> working, WallTime now) const;

  /// A trip is offered. Nothing happens unless the courier is idle.
  Acts offered(const Errand& errand, WallTime now);

  /// A courier who is idle has orders that it took some time ago: it goes on with them, from where it was last seen.
  Acts carry_on(const Errand& errand, delivery::Point at, WallTime now);

  /// An order was committed.
  Acts changed(const delivery::Order& order, WallTime now);

  /// An act of a courier has ended.
  Acts answered(const Act& act, Answer answer, WallTime now);

  bool idle(std::uint32_t courier) const noexcept;

 private:
  enum class Phase : std::uint8_t { off, idle, deciding, under_way, at_the_door, handing_over };

  struct Player {
    Phase phase = Phase::off;
    delivery::Point at{};
    delivery::Point heading{};
    std::deque<Leg> legs;
    std::size_t undecided = 0;  // orders whose taking has not been answered
    WallTime hands_free_at{};   // at a door: not before it the food changes hands
  };

  Player* player(std::uint32_t courier) noexcept;
  Acts shift_answered(const Act& act, bool agreed, WallTime now);
  Acts go_on(std::uint32_t courier, Player& player, WallTime leaves_at);
  Acts arrive(std::uint32_t courier, Player& player, WallTime now, WallTime hands_free_at);
  Acts hand_over(std::uint32_t courier, Player& player, WallTime now);
  Acts handed_over(const Act& act, Player& player, bool agreed, WallTime now);

  const delivery::City& city_;
  const dispatch::Travel& travel_;
  const bool keep_hours_;
  std::vector<Player> players_;  // by id, from 1
};

}  // namespace rushhour::autopilot
