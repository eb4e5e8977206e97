#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// What k6 run --out csv writes, in any of its time formats. It does not say what kinds the script's own metrics are, so they are trends.
bool is_like_k6_csv(std::string_view head);
void read_k6_csv(Input& in, Gathered& into);

}  // namespace rushhour::imports
