#pragma once

#include "target/service/routes.hpp"

namespace rushhour::service {

Decision sign_up(const Ask& ask);
Decision sign_in(const Ask& ask);
Decision who_am_i(const Ask& ask);

}  // namespace rushhour::service
