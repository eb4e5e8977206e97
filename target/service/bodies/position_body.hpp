#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "reports/foundation/instant.hpp"
#include "target/delivery/placement.hpp"
#include "target/service/bodies/order_body.hpp"

namespace rushhour::service {

inline constexpr std::size_t positions_max = 500;

/// Where a courier was: so many positions, of which the last one counts.
struct Positions {
  std::size_t count = 0;
  delivery::Point last;
  WallTime last_at{};
};

/// Reads {"positions": [{"x": 120, "y": -340, "ago": 4.5}, ...]}, 1 to 500 of them; `ago` is in seconds of city time before `now`, and none
/// if it is left out. Any thread.
std::variant<Positions, NotJson, std::vector<delivery::Complaint>> read_position_body(std::string_view body, WallTime now);

}  // namespace rushhour::service
