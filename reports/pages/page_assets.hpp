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

/// {{policy}}, {{style}} and, unless it is still, {{chart_style}}, {{chart_script}} and {{script}} of a page. The policy allows exactly
/// these texts, by their hashes.
PageValues page_assets(PageKind kind);

}  // namespace rushhour::pages
