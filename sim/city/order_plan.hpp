#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/city/calendar.hpp"
#include "sim/city/courier_rota.hpp"
#include "sim/city/customers.hpp"
#include "sim/city/merchants.hpp"
#include "target/delivery/life.hpp"
#include "target/delivery/money.hpp"

namespace rushhour::city {

/// Something that happens to an order. Times are milliseconds: after the order was placed, and until the stream's writer had it.
struct Happening {
  std::uint32_t after_ms = 0;
  std::uint32_t lag_ms = 0;
  delivery::OrderEventType type{};
};

/// Positions are fixed every half minute and told four at a time.
inline constexpr std::chrono::milliseconds fix_interval{30'000};
inline constexpr std::uint32_t fixes_of_batch = 4;

/// One order from its placing to its end, or to the end of the data.
struct OrderPlan {
  static constexpr std::size_t lines_max = 4;
  static constexpr std::size_t happenings_max = 16;

  struct Line {
    std::uint8_t dish;  ///< index into the menu
    std::uint8_t quantity;
  };

  std::uint64_t number = 0;  ///< from 1
  Moment placed;
  std::uint32_t customer = 0;
  std::uint32_t merchant = 0;
  delivery::Point to;  ///< the door, in metres from the centre of the merchant's city
  std::array<Line, lines_max> lines{};
  std::uint8_t line_count = 0;
  delivery::Money total;
  std::string_view method;  ///< of payment
  std::string_view reason;  ///< why it was rejected or cancelled
  std::uint8_t stars = 0;
  std::string_view words;  ///< of the review
  std::uint32_t courier = 0;
  Moment ready_by;
  Moment promised_at;

  std::array<Happening, happenings_max> happenings{};  ///< by time
  std::uint8_t happening_count = 0;
  std::uint32_t fixes = 0;  ///< of the courier's position, on the way to the door
  std::uint32_t ride_ms = 0;

  Moment at(const Happening& happening) const noexcept { return placed + std::chrono::milliseconds(happening.after_ms); }
  /// Positions are told in so many batches; the last fix of a batch (from 0), and when a fix (from 1) was taken. REQUIRES: picked up.
  std::uint32_t batches() const noexcept { return (fixes + fixes_of_batch - 1) / fixes_of_batch; }
  std::uint32_t last_fix(std::uint32_t batch) const noexcept { return std::min(fixes, (batch + 1) * fixes_of_batch); }
  Moment fix_at(std::uint32_t fix) const noexcept { return at(*find(delivery::OrderEventType::picked_up)) + fix * fix_interval; }
  const Happening* find(delivery::OrderEventType type) const noexcept;  ///< the first of that type, or null
};

/// What has become of an order: "delivered", "cancelled", "rejected", "refunded" (delivered, and the money given back), or "placed" for
/// one that is still on its way.
std::string_view status_of(const OrderPlan& plan) noexcept;

struct PlannedOrder {
  OrderPlan plan;
  std::optional<CourierShift> shift;  ///< that began for this order
};

/// Plans orders one after the other, in the order in which they are placed. What chance has in store for an order depends on the seed and
/// its number; which courier brings it, on the orders before. Nothing happens at `end` or later. One thread.
class OrderPlanner {
 public:
  /// Both must outlive the planner, and hold somebody.
  OrderPlanner(std::uint64_t seed, const Customers& customers, const Merchants& merchants, Day begin, Day end)
      : seed_(seed), customers_(customers), merchants_(merchants), begin_(begin), end_(end), rota_(seed) {}

  PlannedOrder next(Moment placed);

 private:
  std::uint64_t seed_;
  const Customers& customers_;
  const Merchants& merchants_;
  Day begin_;
  Day end_;
  CourierRota rota_;
  std::uint64_t planned_ = 0;
};

}  // namespace rushhour::city
