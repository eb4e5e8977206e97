#pragma once

#include <string>
#include <string_view>

#include "reports/latency/histogram.hpp"

namespace rushhour::pages {

/// Where the humps of a distribution lie: "Requests gather around one response time, 2.01ms."; of a sample too small for a median only
/// from where to where it reaches. REQUIRES: it is not empty.
std::string mode_words(const latency::Histogram& times, std::string_view latency_name);

}  // namespace rushhour::pages
