#pragma once

#include <string_view>

#include "reports/imports/gathered.hpp"
#include "reports/imports/input.hpp"

namespace rushhour::imports {

/// HdrHistogram's interval logs, V0 to V2, of nanoseconds. A tag is a step; a tag of ours names its own series. Histograms stay as they
/// are, with the precision of the tool that made them.
bool is_like_hlog(std::string_view head);
void read_hlog(Input& in, Gathered& into);

}  // namespace rushhour::imports
