#pragma once

#include "target/service/routes.hpp"

namespace rushhour::service {

Decision place_order(const Ask& ask);
Decision read_order(const Ask& ask);
Decision pay_order(const Ask& ask);
Decision cancel_order(const Ask& ask);
Decision review_order(const Ask& ask);

}  // namespace rushhour::service
