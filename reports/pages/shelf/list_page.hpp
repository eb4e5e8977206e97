#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reports/pages/shelf/run_list.hpp"

namespace rushhour::pages {

inline constexpr std::size_t runs_a_page = 100;

/// A page of the list, counted from 1, without script: each run with its start, target, verdict and figures as its run.json states them,
/// and those that cannot be read with the reason. Only those whose name holds `wanted`, in letters of either case; all if it is empty.
/// Links: /run/NAME, /compare?a=NAME&b=NAME, /?page=N&name=WANTED.
std::string list_page(const RunList& list, std::size_t page, std::string_view wanted = {});

}  // namespace rushhour::pages
