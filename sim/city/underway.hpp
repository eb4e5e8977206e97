#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "sim/city/order_plan.hpp"

namespace rushhour::city {

/// Who takes in events, one after the other as the stream's writer had them: `recorded_at` never decreases.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void happened(const OrderPlan& plan, std::size_t happening, Moment recorded_at) = 0;
  /// The batch, from 0, of the courier's positions on the way to the door.
  virtual void moved(const OrderPlan& plan, std::uint32_t batch, Moment recorded_at) = 0;
  virtual void shift_began(const CourierShift& shift, Moment recorded_at) = 0;
  virtual void shift_ended(const CourierShift& shift, Moment recorded_at) = 0;
};

/// The orders and shifts that are under way, and the one order of time that all their events stand in. The events of one order keep their
/// own order: what was recorded late holds back what follows. One thread. Memory: by what is under way at once.
class Underway {
 public:
  /// Nothing happens at `end` or later.
  explicit Underway(Moment end) : end_(end) {}

  void add(const PlannedOrder& order);
  /// Hands over all that was recorded before `until`. What is added later must not be older than that.
  void tell(Moment until, EventSink& sink);
  void tell_all(EventSink& sink) { tell(Moment::max(), sink); }

 private:
  /// The next event of an order or a shift; events of one instant stand by `number`, shifts first.
  struct Next {
    Moment recorded_at;
    std::uint64_t number;
    std::uint32_t slot;
    std::uint32_t step;
    bool of_shift;

    bool operator>(const Next& other) const noexcept {
      if (recorded_at != other.recorded_at) return recorded_at > other.recorded_at;
      if (of_shift != other.of_shift) return other.of_shift;
      return number > other.number;
    }
  };

  /// A store with holes that are filled again.
  template <class T>
  struct Slots {
    std::vector<T> all;
    std::vector<std::uint32_t> vacant;

    std::uint32_t put(const T& value) {
      if (vacant.empty()) {
        all.push_back(value);
        return static_cast<std::uint32_t>(all.size() - 1);
      }
      const std::uint32_t slot = vacant.back();
      vacant.pop_back();
      all[slot] = value;
      return slot;
    }
  };

  void tell_order(Next next, EventSink& sink);
  void tell_shift(Next next, EventSink& sink);

  Moment end_;
  Slots<OrderPlan> orders_;
  Slots<CourierShift> shifts_;
  std::priority_queue<Next, std::vector<Next>, std::greater<>> next_;
};

}  // namespace rushhour::city
