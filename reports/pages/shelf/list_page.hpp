#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "reports/pages/shelf/run_list.hpp"

namespace rushhour::pages {

inline constexpr std::size_t runs_a_page = 100;

/// `name` as it may stand in the path or the query of an address.
std::string in_address(std::string_view name);

/// A page of the list, counted from 1, without script: each run with its start, target, verdict and figures as its run.json states them,
/// and those that cannot be read with the reason. Links: /run/NAME, /compare?a=NAME&b=NAME, /?page=N.
std::string list_page(const RunList& list, std::size_t page);

/// A page that says one thing. `words` is plain text.
std::string plain_page(std::string_view title, std::string_view words);

}  // namespace rushhour::pages
