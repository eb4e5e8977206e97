#pragma once

#include <string>
#include <string_view>

namespace rushhour::pages {

/// A page of `rushhour serve`, without script: `what` says under the title what it shows, `main` is HTML.
std::string still_page(std::string_view title, std::string_view what, std::string main);

/// A page that says one thing. `words` is plain text.
std::string plain_page(std::string_view title, std::string_view words);

/// `name` as it may stand in the path or the query of an address.
std::string in_address(std::string_view name);

}  // namespace rushhour::pages
