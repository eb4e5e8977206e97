#include "reports/pages/panels/verdict/banner.hpp"

#include <fmt/format.h>

#include "reports/pages/html.hpp"
#include "reports/pages/words/command_line.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

constexpr std::size_t longest_command = 300;

struct Look {
  const char* css_class;
  const char* sign;
  std::string words;
};

Look look_of(const Conclusion& conclusion) {
  std::string words = capitalised(verdict_words(conclusion));
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

// Of a run that passed there are no reasons; then what there is to be glad of.
std::vector<std::string> words_below(const Material& material) {
  const Conclusion& conclusion = material.conclusion;
  std::vector<std::string> words = verdict_reasons(material.record, conclusion);
  if (!words.empty() || conclusion.exit != Exit::passed) return words;
  if (!conclusion.validity.judged) return {"Another tool made this run; whether its load generator kept up is not known."};
  const std::string trust =
      conclusion.validity.warnings.empty() ? "the measurement can be trusted." : "the measurement is valid; mind its warnings.";
  if (conclusion.thresholds.empty()) return {"The scenario asks nothing of the target, so nothing could fail; " + trust};
  const std::string kept = conclusion.thresholds.size() == 1 ? "The one threshold was kept"
                                                             : fmt::format("All {} thresholds were kept", conclusion.thresholds.size());
  return {fmt::format("{}, and {}", kept, trust)};
}

}  // namespace

std::string start_html(const nlohmann::json& meta) {
  const nlohmann::json::json_pointer known("/imported/start_known");
  if (meta.contains(known) && meta.at(known) == false) return "not known";
  const std::string at = fact(meta, "/started");
  if (at.size() < 19 || at[10] != 'T') return text_html(at);
  return fmt::format("<time class=\"start\" datetime=\"{}\">{} {} UTC</time>", escape_html(at), escape_html(at.substr(0, 10)),
                     escape_html(at.substr(11, 8)));
}

namespace {

std::string facts(const Material& material) {
  const nlohmann::json& meta = material.record.meta;
  const std::string command = clip(harmless(command_line(meta)), longest_command);
  return fact_pair("Run", text_html(fact(meta, "/run"))) + fact_pair("Started", start_html(meta)) +
         fact_pair("Length", text_html(length_words(material.conclusion))) + fact_pair("Target", text_html(fact(meta, "/target"))) +
         fact_pair("Seed", text_html(fact(meta, "/seed"))) + fact_pair("rushhour", text_html(fact(meta, "/version"))) +
         fact_pair("Exit code", std::to_string(static_cast<int>(material.conclusion.exit))) +
         fact_pair("Command", command.empty() ? std::string() : fmt::format("<code>{}</code>", text_html(command)));
}

}  // namespace

Banner banner_of(const Material& material) {
  const Look look = look_of(material.conclusion);
  const nlohmann::json& meta = material.record.meta;
  const std::string script = script_name(meta);
  const std::string tool = fact(meta, "/imported/tool");
  const std::string what = tool.empty() ? fmt::format("Load test of {}", script) : fmt::format("{}, imported from {}", script, tool);
  return {
      look.css_class, fmt::format("{}: {}", script, look.words),
      fmt::format(
          "<p class=\"what\">{}</p>\n<h1><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</h1>\n{}<dl class=\"facts\">\n{}</dl>\n",
          text_html(what), look.sign, text_html(look.words), paragraphs(words_below(material), "why"), facts(material))};
}

}  // namespace rushhour::pages
