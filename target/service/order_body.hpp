#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "target/delivery/order.hpp"

namespace rushhour::service {

/// The body is no JSON at all.
struct NotJson {
  std::string detail;
};

/// Reads {"restaurant", "lines": [{"dish", "quantity"}], "customer"} or the short form {"dish", "quantity", "customer"}; a quantity that is
/// left out is 1. Members that are not known are complained about, since a slip in a name would else order the wrong thing. Any thread.
std::variant<delivery::Placement, NotJson, std::vector<delivery::Complaint>> read_order_body(std::string_view body);

/// An order as it is answered. Amounts are minor units.
std::string order_text(const delivery::Order& order);

}  // namespace rushhour::service
