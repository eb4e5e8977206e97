#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// What k6 sums up at the end: the data of handleSummary, --summary-export, and the machine-readable summary. Percentiles are k6's; there
/// are no samples.
bool is_like_k6_summary(std::string_view head);
void read_k6_summary(Input& in, Gathered& into);

}  // namespace rushhour::imports
