#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// What h2load --log-file writes: start in microseconds since 1970, status or -1 for a request that failed, microseconds until its end. It
/// names no request, so all are one step.
bool is_like_h2load(std::string_view head);
void read_h2load(Input& in, Gathered& into);

}  // namespace rushhour::imports
