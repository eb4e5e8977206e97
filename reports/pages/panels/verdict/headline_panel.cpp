#include "reports/pages/panels/verdict/headline_panel.hpp"

#include <fmt/format.h>

#include "reports/foundation/units.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/verdicts/generator_use.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

struct Headline {
  std::string title, value, below;
};

std::string headline_html(const Headline& item) {
  return fmt::format("<div><dt>{}</dt><dd><b>{}</b><span>{}</span></dd></div>\n", escape_html(item.title), escape_html(item.value),
                     escape_html(item.below));
}

// Iterations that take long end after the plan's end, so their rate is below the one offered though all of them were done.
std::string offered_words(const runs::Summary& summary) {
  if (verdicts::schedule_reached(summary) && summary.actual > summary.planned + Instant(std::chrono::seconds(1)))
    return fmt::format("all of {} offered", format_count(summary.load.offered));
  return fmt::format("of {} offered", verdicts::format_rate(summary.load.offered_rate));
}

std::string strip(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  const runs::StepFigures& totals = summary.totals;
  const runs::Headline headline = runs::headline_of(summary);
  const runs::Latency& time = totals.*headline.time;
  const auto below = [&](double percentile) {
    return &time == &totals.service ? "response time not known" : "service time " + percentile_text(totals.service, percentile);
  };
  std::string out;
  for (const double percentile : {50.0, 99.0, 99.9})
    out += headline_html({fmt::format("{} {}", headline.title, verdicts::percentile_name(percentile)), percentile_text(time, percentile),
                          below(percentile)});
  out += headline_html({"Longest response", percentile_text(time, 100), below(100)});
  const bool by_request = conclusion.validity.judged || totals.count > 0;
  out += headline_html({"Errors", share_text(totals.errors, totals.count),
                        by_request ? fmt::format("{} of {}", format_count(totals.errors), counted(totals.count, "request", "requests"))
                                   : "not known by request"});
  out += headline_html({"Achieved", verdicts::format_rate(summary.load.achieved_rate),
                        conclusion.validity.judged ? offered_words(summary) : "offered load not known"});
  return out;
}

}  // namespace

std::optional<Panel> headline_panel(const Material& material) {
  Panel panel{.id = "headline", .title = "", .finding = "", .label = "Headline figures"};
  panel.body = "<dl class=\"strip\">\n" + strip(material.conclusion) + "</dl>\n";
  return panel;
}

}  // namespace rushhour::pages
