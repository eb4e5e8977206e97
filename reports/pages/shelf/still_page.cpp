#include "reports/pages/shelf/still_page.hpp"

#include <fmt/format.h>

#include "reports/pages/html.hpp"
#include "reports/pages/page_assets.hpp"

namespace rushhour::pages {

std::string still_page(std::string_view title, std::string_view what, std::string main) {
  PageValues values = page_assets(PageKind::still, title);
  values.emplace_back("title", escape_html(title));
  values.emplace_back("what", escape_html(what));
  values.emplace_back("main", std::move(main));
  values.emplace_back("footer", escape_html(fmt::format("Served by rushhour {} from run directories alone.", RUSHHOUR_VERSION)));
  return fill(web_file("served/still.html"), values);
}

std::string plain_page(std::string_view title, std::string_view words) {
  return still_page(
      title, "rushhour serve",
      fmt::format("<section aria-label=\"What happened\"><p class=\"finding\">{}</p>\n<p><a href=\"/\">All runs</a></p></section>\n",
                  escape_html(words)));
}

std::string in_address(std::string_view name) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  std::string out;
  for (const char c : name)
    out += plain.find(c) != std::string_view::npos ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

}  // namespace rushhour::pages
