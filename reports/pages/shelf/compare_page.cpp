#include "reports/pages/shelf/compare_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/pages/html.hpp"
#include "reports/pages/shelf/still_page.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {
namespace {

// Both sides have the same ids, and a page may have each once. A quote in a text is written out, so this is found in tags alone.
std::string with_ids(std::string html, std::string_view side) {
  constexpr std::string_view mark = " id=\"";
  for (std::size_t at = html.find(mark); at != std::string::npos; at = html.find(mark, at + mark.size() + side.size()))
    html.insert(at + mark.size(), side);
  return html;
}

std::string words_and_figures(const Panel& panel) {
  std::string out;
  if (!panel.finding.empty()) out += fmt::format("<p class=\"finding\">{}</p>\n", text_html(panel.finding));
  out += panel.body;
  if (!panel.table.empty()) out += fmt::format("<details><summary>Figures</summary>\n{}</details>\n", panel.table);
  return out;
}

const Panel* find(const std::vector<Panel>& panels, const std::string& id) {
  const auto found = std::find_if(panels.begin(), panels.end(), [&](const Panel& panel) { return panel.id == id; });
  return found == panels.end() ? nullptr : &*found;
}

std::string column(const std::string& name, const Panel* panel, std::string_view side) {
  return fmt::format("<div><h3>{}</h3>\n{}</div>\n", escape_html(name),
                     panel == nullptr ? "<p class=\"note\">Nothing of the kind.</p>\n" : with_ids(words_and_figures(*panel), side));
}

std::string verdict_line(const std::string& name, const Material& of) {
  return fmt::format("<div><h3><a href=\"/run/{}\">{}</a></h3><p class=\"finding\">{}</p></div>\n", in_address(name), escape_html(name),
                     escape_html(verdict_words(of.conclusion) + ", " + length_words(of.conclusion)));
}

}  // namespace

std::string compare_page(const std::string& a, const Material& of_a, const std::string& b, const Material& of_b) {
  Material against = of_a;
  against.baseline = &of_b;
  const std::vector<Panel> left = panels_of(against), right = panels_of(of_b);
  std::string main = "<section aria-label=\"Verdicts\"><div class=\"beside\">\n" + verdict_line(a, of_a) + verdict_line(b, of_b);
  main += fmt::format(
      "</div>\n<p><a href=\"/run/{}?baseline={}\">The first one's report with the second drawn in it</a>. "
      "<a href=\"/\">All runs</a>.</p></section>\n",
      in_address(a), in_address(b));
  if (const Panel* comparison = find(left, "comparison"))
    main += fmt::format("<section aria-label=\"What differs\"><h2>{}</h2>\n{}</section>\n", text_html(comparison->title),
                        words_and_figures(*comparison));
  std::vector<std::string> ids;
  for (const auto* side : {&left, &right})
    for (const Panel& panel : *side)
      if (panel.id != "comparison" && panel.id != "method" && std::find(ids.begin(), ids.end(), panel.id) == ids.end())
        ids.push_back(panel.id);
  for (const std::string& id : ids) {
    const Panel *one = find(left, id), *other = find(right, id);
    const Panel& either = one != nullptr ? *one : *other;
    const std::string heading = either.title.empty() ? either.label : either.title;
    main += fmt::format(
        "<section id=\"{}\" aria-labelledby=\"{}-title\">\n<h2 id=\"{}-title\">{}</h2>\n<div class=\"beside\">\n{}{}</div>\n"
        "</section>\n",
        id, id, id, text_html(heading), column(a, one, "a-"), column(b, other, "b-"));
  }
  return still_page("Two runs beside each other", "What differs is described, not judged: one run each does not tell a change from chance.",
                    std::move(main));
}

}  // namespace rushhour::pages
