#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// The report of artillery run --output (version 2): counts by period, and Artillery's own percentiles of the whole. It holds no samples.
bool is_like_artillery(std::string_view head);
void read_artillery(Input& in, Gathered& into);

}  // namespace rushhour::imports
