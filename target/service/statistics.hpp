#pragma once

#include <string>

#include "target/service/view/view.hpp"

namespace rushhour::service {

/// What the admin is told: the city, what is in motion, how the store does, as a JSON object.
std::string statistics_text(const View& view, const store::StoreFigures& store, WallTime city_now);

}  // namespace rushhour::service
