#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// What locust --csv writes: NAME_stats.csv states counts and rounded percentiles by request, NAME_stats_history.csv counts by second.
/// There are no samples in either, so percentiles stay Locust's.
bool is_like_locust_stats(std::string_view head);
void read_locust_stats(Input& in, Gathered& into);

bool is_like_locust_history(std::string_view head);
void read_locust_history(Input& in, Gathered& into);

}  // namespace rushhour::imports
