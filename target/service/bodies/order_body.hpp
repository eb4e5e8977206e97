#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "target/delivery/placement.hpp"

namespace rushhour::service {

/// The body is no JSON at all.
struct NotJson {
  std::string detail;
};

/// What the body of an order says: what is wanted, or that it lies in the basket.
struct OrderBody {
  delivery::Placement placement;
  bool from_basket = false;
};

/// Reads {"restaurant", "lines": [{"dish", "quantity"}], "customer", "to": {"x", "y"}}, the short form {"dish", "quantity", ...}, or
/// {"basket": true, "to"}; a quantity that is left out is 1. Members that are not known are complained about, since a slip in a name would
/// else order the wrong thing. Any thread.
std::variant<OrderBody, NotJson, std::vector<delivery::Complaint>> read_order_body(std::string_view body);

}  // namespace rushhour::service
