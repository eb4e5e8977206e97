#include "reports/pages/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/pages/html.hpp"
#include "reports/pages/page_assets.hpp"
#include "reports/pages/panel.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"

namespace rushhour::pages {

namespace {

using verdicts::Conclusion;

struct Look {
  const char* css_class;
  const char* sign;
  std::string words;
};

Look look_of(const Conclusion& conclusion) {
  std::string words = verdict_words(conclusion);
  words[0] = static_cast<char>(words[0] >= 'a' && words[0] <= 'z' ? words[0] - 'a' + 'A' : words[0]);
  switch (conclusion.exit) {
    case Exit::passed:
      if (!conclusion.validity.valid) return {"unfinished", "!", std::move(words)};
      return {"passed", "✓", std::move(words)};
    case Exit::thresholds:
      return {"failed", "✕", std::move(words)};
    case Exit::interrupted:
      return {"unfinished", "!", std::move(words)};
    default:
      return {"failed", "✕", std::move(words)};
  }
}

std::string fact_pair(std::string_view title, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(title), escape_html(value));
}

std::string facts(const runs::RunRecord& record, const Conclusion& conclusion) {
  const nlohmann::json& meta = record.meta;
  return fact_pair("Run", fact(meta, "/run")) + fact_pair("Started", fact(meta, "/started")) +
         fact_pair("Length", length_words(conclusion)) + fact_pair("Target", fact(meta, "/target")) +
         fact_pair("Seed", fact(meta, "/seed")) + fact_pair("Exit code", std::to_string(static_cast<int>(conclusion.exit)));
}

void add_banner(PageValues& values, const runs::RunRecord& record, const Conclusion& conclusion) {
  Look look = look_of(conclusion);
  std::string script = fact(record.meta, "/script/file");
  script = script.substr(script.find_last_of('/') + 1);
  values.emplace_back("title", escape_html(fmt::format("{}: {}", script, look.words)));
  const std::string tool = fact(record.meta, "/imported/tool");
  values.emplace_back(
      "what", escape_html(tool.empty() ? fmt::format("Load test of {}", script) : fmt::format("{}, imported from {}", script, tool)));
  values.emplace_back("verdict_class", look.css_class);
  values.emplace_back("verdict_sign", look.sign);
  values.emplace_back("verdict", escape_html(look.words));
  values.emplace_back("reasons", paragraphs(verdict_reasons(record, conclusion), "why"));
  values.emplace_back("facts", facts(record, conclusion));
}

}  // namespace

std::string report_page(const Material& material) {
  PageValues values = page_assets(PageKind::report);
  add_banner(values, material.record, material.conclusion);
  const std::vector<Panel> panels = panels_of(material);
  std::string sections;
  for (const Panel& panel : panels) sections += html_of(panel);
  values.emplace_back("panels", std::move(sections));
  values.emplace_back("data", script_json(page_data(material, panels)));
  values.emplace_back(
      "footer", escape_html(fmt::format("Made by rushhour {} from the run directory alone; 'rushhour report' makes the same page again.",
                                        fact(material.record.meta, "/version"))));
  return fill(web_file("report.html"), values);
}

std::string report_page(const runs::RunRecord& record, const Conclusion& conclusion) {
  const Course course = course_of(record, runs::headline_of(conclusion.summary).kind);
  return report_page({record, conclusion, course});
}

}  // namespace rushhour::pages
