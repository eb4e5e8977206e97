#pragma once

#include "target/service/routes.hpp"

// What everybody may read.
namespace rushhour::service {

Decision read_health(const Ask& ask);
Decision read_city(const Ask& ask);
Decision list_restaurants(const Ask& ask);
Decision read_restaurant(const Ask& ask);
Decision read_menu(const Ask& ask);
Decision read_annotations(const Ask& ask);
Decision read_metrics(const Ask& ask);

}  // namespace rushhour::service
