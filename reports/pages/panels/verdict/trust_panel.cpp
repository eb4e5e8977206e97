#include "reports/pages/panels/verdict/trust_panel.hpp"

#include <fmt/format.h>

#include "reports/pages/html.hpp"
#include "reports/pages/words/trust.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

std::string trust_finding(const runs::RunRecord& record, const Conclusion& conclusion) {
  if (!conclusion.validity.judged)
    return "Not known. Another tool made this run, and nothing tells whether its load generator kept up; the figures are what it recorded.";
  if (!conclusion.validity.valid)
    return conclusion.validity.repeatable
               ? "No. The measurement is invalid: what follows says more about the load generator than about the target."
               : "No. The measurement is invalid; the reasons stand below.";
  if (record.running) return "So far. The run goes on, and until now the generator kept up with its schedule.";
  if (conclusion.interrupted) return "As far as it goes: the generator kept up, but the run did not reach its end.";
  if (!conclusion.validity.warnings.empty()) return "Yes, the measurement is valid; mind the warnings.";
  return "Yes. The measurement is valid: the generator kept up with its schedule.";
}

std::string items(const runs::RunRecord& record, const Conclusion& conclusion) {
  using Mark = TrustItem::Mark;
  std::string out = paragraphs(conclusion.validity.reasons, "reason") + paragraphs(conclusion.validity.warnings, "warning");
  out += "<ul class=\"trust\">\n";
  for (const TrustItem& item : trust_items(record, conclusion)) {
    const char* mark = item.mark == Mark::good ? "good" : item.mark == Mark::warning ? "warn" : "bad";
    const char* sign = item.mark == Mark::good ? "✓" : item.mark == Mark::warning ? "!" : "✕";
    const char* word = item.mark == Mark::good ? "good" : item.mark == Mark::warning ? "mind this" : "bad";
    out += fmt::format("<li class=\"{}\"><span class=\"sign\" role=\"img\" aria-label=\"{}\">{}</span><h3>{}</h3><b>{}</b><p>{}</p></li>\n",
                       mark, word, sign, escape_html(item.title), prose_html(item.value), prose_html(item.words));
  }
  return out + "</ul>\n";
}

}  // namespace

std::optional<Panel> trust_panel(const Material& material) {
  Panel panel{.id = "trust", .title = "Can the measurement be trusted?", .finding = trust_finding(material.record, material.conclusion)};
  panel.body = items(material.record, material.conclusion);
  return panel;
}

}  // namespace rushhour::pages
