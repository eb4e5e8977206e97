#include "reports/pages/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "reports/foundation/embedded_file.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panel.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"

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

std::string fact_pair(std::string_view title, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(title), escape_html(value));
}

std::string facts(const runs::RunRecord& record, const Conclusion& conclusion) {
  const nlohmann::json& meta = record.meta;
  return fact_pair("Run", fact(meta, "/run")) + fact_pair("Started", fact(meta, "/started")) +
         fact_pair("Length", length_words(conclusion)) + fact_pair("Target", fact(meta, "/target")) +
         fact_pair("Seed", fact(meta, "/seed")) + fact_pair("Exit code", std::to_string(static_cast<int>(conclusion.exit)));
}

void add_banner(Values& values, const runs::RunRecord& record, const Conclusion& conclusion) {
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
  Values values;
  add_style_and_script(values);
  add_banner(values, material.record, material.conclusion);
  const std::vector<Panel> panels = panels_of(material);
  std::string sections;
  for (const Panel& panel : panels) sections += html_of(panel);
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
