#pragma once

#include "target/service/routes.hpp"

// What a courier does.
namespace rushhour::service {

Decision set_shift(const Ask& ask);
Decision report_positions(const Ask& ask);
Decision read_offers(const Ask& ask);
Decision take_order(const Ask& ask);
Decision decline_order(const Ask& ask);
Decision pick_up_order(const Ask& ask);
Decision deliver_order(const Ask& ask);

}  // namespace rushhour::service
