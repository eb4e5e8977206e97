#pragma once

#include <string>

#include "target/delivery/placement.hpp"

namespace rushhour::service {

/// An order as it is answered. Amounts are minor units.
std::string order_text(const delivery::Order& order);

/// A basket with its prices, as it is answered.
std::string basket_text(const delivery::Order& priced);

}  // namespace rushhour::service
