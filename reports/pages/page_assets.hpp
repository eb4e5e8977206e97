#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rushhour::pages {

/// What fill() puts into a page.
using PageValues = std::vector<std::pair<std::string_view, std::string>>;

enum class PageKind {
  report,  ///< draws, and asks the network for nothing
  live,    ///< draws what its own server tells it
  still,   ///< no script at all
};

/// A file of the web room, as it was compiled in. Throws std::logic_error if there is none of that name.
std::string web_file(std::string_view name);

/// {{head}} of a page and, unless it is still, its {{scripts}}. The page's policy allows exactly the styles and scripts in them, by their
/// hashes.
PageValues page_assets(PageKind kind, std::string_view title);

}  // namespace rushhour::pages
