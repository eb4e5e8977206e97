#pragma once

#include "target/service/routes.hpp"

// What the admin does.
namespace rushhour::service {

Decision list_faults(const Ask& ask);
Decision add_fault(const Ask& ask);
Decision remove_fault(const Ask& ask);
Decision add_annotation(const Ask& ask);
Decision reset_city(const Ask& ask);
Decision take_snapshot(const Ask& ask);
Decision read_statistics(const Ask& ask);

}  // namespace rushhour::service
