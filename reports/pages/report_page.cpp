#include "reports/pages/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "reports/foundation/embedded_file.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panel.hpp"
#include "reports/pages/panels/verdict/banner.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {

extern const std::span<const EmbeddedFile> web_files;  // compiled in by cmake/embed.cmake

namespace {

using verdicts::Conclusion;
using Values = std::vector<std::pair<std::string_view, std::string>>;

std::string web_file(std::string_view name) {
  const std::string_view text = find_embedded(web_files, name);
  if (text.empty()) throw std::logic_error(fmt::format("{} was not compiled in", name));
  return std::string(text);
}

// All files in a folder, core first: the others call it.
std::string web_folder(std::string_view folder, std::string_view core) {
  std::string all = web_file(core);
  for (const EmbeddedFile& file : web_files)
    if (file.path.starts_with(folder) && file.path != core) all += "\n" + std::string(file.text);
  return all;
}

// Line ends are put in front so that the policy's hash is that of exactly what stands between the tags.
std::string inlined(const std::string& text) { return "\n" + text; }

std::string own_style() {
  const std::pair<std::string_view, std::string> dark[] = {{"dark", web_file("style/dark.css")}};
  std::string style;
  for (const EmbeddedFile& file : web_files)
    if (file.path.starts_with("style/") && file.path != "style/dark.css") style += fill(file.text, dark) + "\n";
  return style;
}

void add_style_and_script(Values& values) {
  const std::string chart_style = inlined(web_file("uPlot.min.css"));
  const std::string chart_script = inlined(web_file("uPlot.iife.min.js"));
  const std::string style = inlined(own_style());
  const std::string script = inlined(web_folder("script/", "script/core.js"));
  values.emplace_back("policy", fmt::format("default-src 'none'; style-src {} {}; script-src {} {}; base-uri 'none'; form-action 'none'",
                                            policy_hash(chart_style), policy_hash(style), policy_hash(chart_script), policy_hash(script)));
  values.emplace_back("chart_style", chart_style);
  values.emplace_back("chart_script", chart_script);
  values.emplace_back("style", style);
  values.emplace_back("script", script);
}

std::string contents(const std::vector<Panel>& panels) {
  std::string out;
  for (const Panel& panel : panels)
    if (!panel.title.empty()) out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", panel.id, text_html(panel.title));
  return out;
}

}  // namespace

std::string report_page(const Material& material) {
  Values values;
  add_style_and_script(values);
  Banner banner = banner_of(material);
  values.emplace_back("title", escape_html(banner.title));
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
  return fill(find_embedded(web_files, "report.html"), values);
}

std::string report_page(const runs::RunRecord& record, const Conclusion& conclusion) {
  const Course course = course_of(record, runs::headline_of(conclusion.summary).kind);
  return report_page({record, conclusion, course});
}

}  // namespace rushhour::pages
