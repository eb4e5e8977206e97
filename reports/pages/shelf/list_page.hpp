#pragma once

#include <cstddef>
#include <string>

#include "reports/pages/shelf/run_list.hpp"

namespace rushhour::pages {

inline constexpr std::size_t runs_a_page = 100;

/// A page of the list, counted from 1, without script: each run with its start, target, verdict and figures as its run.json states them,
/// and those that cannot be read with the reason. Links: /run/NAME, /compare?a=NAME&b=NAME, /?page=N.
std::string list_page(const RunList& list, std::size_t page);

}  // namespace rushhour::pages
