#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "target/delivery/city.hpp"
#include "target/delivery/complaint.hpp"
#include "target/delivery/money.hpp"
#include "target/delivery/order.hpp"

namespace rushhour::delivery {

/// What a customer asks for; numbers as they came, not yet checked.
struct Placement {
  struct Line {
    std::int64_t dish;
    std::int64_t quantity;
  };

  std::optional<std::int64_t> restaurant;  ///< unset: that of the first dish
  std::vector<Line> lines;
  std::string customer;
  std::optional<Point> to{};  ///< unset: an address is drawn
};

inline constexpr std::size_t order_lines_max = 40;
inline constexpr std::int64_t quantity_max = 50;
inline constexpr std::size_t customer_bytes_max = 100;

/// What an order costs whose lines add up to `subtotal`: that, and a service fee of 2.5 % of it, rounded half to even.
constexpr Money with_service_fee(Money subtotal) noexcept { return subtotal + per_mille(subtotal, 25); }

/// A placement with its prices, or what is wrong with it (at most ten complaints). The order is as yet nobody's: its id, its fingerprint,
/// an address that was not given and its first events (`life.hpp`) are left to the caller. The price is the lines' with the service fee.
std::variant<Order, std::vector<Complaint>> price(const City& city, const Placement& placement);

}  // namespace rushhour::delivery
