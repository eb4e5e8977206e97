#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/place.hpp"

namespace rushhour::autopilot {

/// Something that a kitchen or a courier is going to do: one request to the target.
struct Act {
  enum class Kind : std::uint8_t {
    accept,
    reject,
    prepare,
    make_ready,
    begin_shift,
    end_shift,
    take,
    report,  ///< where the courier is
    pick_up,
    deliver
  };

  Kind kind;
  WallTime due;          ///< in city time
  std::uint32_t who;     ///< a restaurant up to make_ready, else a courier
  std::string order{};   ///< unless it is about a shift or a position
  delivery::Point at{};  ///< of begin_shift and report
  unsigned attempts = 0;

  bool of_kitchen() const noexcept { return kind <= Kind::make_ready; }
};

using Acts = std::vector<Act>;

/// What a request that was made ended with.
enum class Answer : std::uint8_t {
  agreed,
  refused,  ///< for good: things have moved on
  later,    ///< the kitchen is full: ask again when it may have room
};

/// "/api/orders/<id>/accept", and the body that goes with it, empty if none does.
std::string path_of(const Act& act);
std::string body_of(const Act& act);

}  // namespace rushhour::autopilot
