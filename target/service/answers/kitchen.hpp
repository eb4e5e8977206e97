#pragma once

#include "target/service/routes.hpp"

// What a restaurant does with its orders.
namespace rushhour::service {

Decision read_inbox(const Ask& ask);
Decision accept_order(const Ask& ask);
Decision reject_order(const Ask& ask);
Decision prepare_order(const Ask& ask);
Decision make_order_ready(const Ask& ask);

}  // namespace rushhour::service
