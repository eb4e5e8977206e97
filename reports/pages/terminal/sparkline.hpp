#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace rushhour::pages {

/// The last `width` of `values` as bars of eight heights, one column each, from zero to the largest of those that are shown; a blank where
/// there is no value. Empty if fewer than two of them have one, or all are zero: nothing is to be seen there. UTF-8.
std::string sparkline(const std::vector<std::optional<double>>& values, std::size_t width);

}  // namespace rushhour::pages
