#pragma once

#include <string>

#include "reports/pages/panel.hpp"

namespace rushhour::pages {

/// What stands at the top of the page: the verdict, why, and which run it was.
struct Banner {
  std::string css_class;  ///< "passed", "failed", "unfinished"
  std::string title;      ///< of the page; plain text
  std::string html;
};

Banner banner_of(const Material& material);

/// When the run began, in UTC; script adds the reader's own time (reading.js). `meta` is the run's.
std::string start_html(const nlohmann::json& meta);

}  // namespace rushhour::pages
