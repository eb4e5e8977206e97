#pragma once

#include "target/service/routes.hpp"

namespace rushhour::service {

Decision read_basket(const Ask& ask);
Decision put_basket(const Ask& ask);
Decision drop_basket(const Ask& ask);

}  // namespace rushhour::service
