#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <vector>

#include "sim/city/calendar.hpp"
#include "sim/city/map.hpp"
#include "target/delivery/courier.hpp"

namespace rushhour::city {

/// One courier's stretch of work.
struct CourierShift {
  std::uint32_t courier = 0;  ///< from 1
  std::uint32_t number = 0;   ///< of this courier's shifts, from 1
  Moment began;
  Moment ends;
  delivery::Point begins_at;
  delivery::Point ends_at;
};

/// Who brings which order. A courier works in one zone and carries one order at a time; whoever has been idle for longest takes the next.
/// An order that finds nobody calls somebody in: a courier who has rested for ten hours, or else a new one. So there are as many couriers
/// as the busiest evenings need, and every order is brought by somebody whose shift it lies in.
///
/// One thread. Memory: by the number of couriers.
class CourierRota {
 public:
  explicit CourierRota(std::uint64_t seed) : seed_(seed) {}

  struct Assignment {
    std::uint32_t courier = 0;
    delivery::Vehicle vehicle{};
    std::optional<CourierShift> began;  ///< the courier was called in for this
  };

  /// Takes a courier for the next two hours at most; `released` must follow. A shift that begins does so at `at` or up to five minutes
  /// before, but never before `not_before`.
  Assignment take(std::size_t zone, Moment at, Moment not_before);
  /// The courier who was taken last in this zone is free from `at` on.
  void released(std::size_t zone, Moment at);

 private:
  struct Courier {
    Moment free_at;  // while resting: when the shift ended
    Moment shift_ends;
    std::uint32_t id;
    std::uint32_t shifts;
    delivery::Vehicle vehicle;
  };
  struct FreeLater {
    bool operator()(const Courier& a, const Courier& b) const noexcept {
      return a.free_at != b.free_at ? a.free_at > b.free_at : a.id > b.id;
    }
  };
  struct Staff {
    std::priority_queue<Courier, std::vector<Courier>, FreeLater> on_shift;
    std::deque<Courier> resting;
    Courier taken{};
  };

  Courier rested_or_new(Staff& staff, Moment at);
  CourierShift begin_shift(Courier& courier, std::size_t zone, Moment at, Moment not_before) const;

  std::uint64_t seed_;
  std::uint32_t couriers_ = 0;
  std::array<Staff, zones> staff_;
};

}  // namespace rushhour::city
