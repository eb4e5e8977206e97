#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// What wrk and wrk2 print. The percentile spectrum of wrk2 --latency is a histogram that is exact at its rows: recorded latency is
/// response time, uncorrected latency (-U) service time. Without a spectrum only the percentiles that were printed are known.
bool is_like_wrk(std::string_view head);
void read_wrk(Input& in, Gathered& into);

}  // namespace rushhour::imports
