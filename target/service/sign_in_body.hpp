#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "target/service/order_body.hpp"

namespace rushhour::service {

/// Who says to be whom.
struct SignIn {
  std::string customer;  ///< 1 to 100 bytes
  std::string password;
};

/// Reads {"customer", "password"}; a member that is missing, of another type or not known is complained about. Any thread.
std::variant<SignIn, NotJson, std::vector<delivery::Complaint>> read_sign_in_body(std::string_view body);

}  // namespace rushhour::service
