#include "reports/pages/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/pages/html.hpp"
#include "reports/pages/page_assets.hpp"
#include "reports/pages/panel.hpp"
#include "reports/pages/panels/verdict/banner.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {
namespace {

std::string contents(const std::vector<Panel>& panels) {
  std::string out;
  for (const Panel& panel : panels)
    if (!panel.title.empty()) out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", panel.id, text_html(panel.title));
  return out;
}

}  // namespace

std::string report_page(const Material& material) {
  Banner banner = banner_of(material);
  PageValues values = page_assets(PageKind::report, banner.title);
  values.emplace_back("verdict_class", std::move(banner.css_class));
  values.emplace_back("banner", std::move(banner.html));
  const std::vector<Panel> panels = panels_of(material);
  std::string sections;
  for (const Panel& panel : panels) sections += html_of(panel);
  values.emplace_back("contents", contents(panels));
  values.emplace_back("panels", std::move(sections));
  values.emplace_back("data", script_json(page_data(material, panels)));
  values.emplace_back(
      "footer", escape_html(fmt::format("Made by rushhour {} from the run directory alone; 'rushhour report' makes the same page again.",
                                        fact(material.record.meta, "/version"))));
  return fill(web_file("report.html"), values);
}

}  // namespace rushhour::pages
