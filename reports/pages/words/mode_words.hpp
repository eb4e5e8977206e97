#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/pages/charts/log_bins.hpp"

namespace rushhour::pages {

/// Where the humps of a distribution lie: "Requests gather around one response time, 2.01ms." REQUIRES: there is one.
std::string mode_words(const std::vector<Mode>& modes, std::string_view latency_name);

}  // namespace rushhour::pages
