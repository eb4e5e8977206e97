#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// What k6 run --out json writes: one object a line, declarations of metrics and samples.
bool is_like_k6_json(std::string_view head);
void read_k6_json(Input& in, Gathered& into);

}  // namespace rushhour::imports
