#include "reports/pages/panels/shape/spectrum_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/charts/spectrum.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

using nlohmann::json;

double highest_supported(const Conclusion& conclusion, const runs::Latency& latency) {
  double highest = 0;
  for (const double percentile : conclusion.percentiles)
    if (latency.supported(verdicts::quantile_of(percentile))) highest = percentile;
  return highest;
}

std::string spectrum_finding(const Conclusion& conclusion) {
  const runs::StepFigures& totals = conclusion.summary.totals;
  const runs::Headline headline = runs::headline_of(conclusion.summary);
  const runs::Latency& time = totals.*headline.time;
  const double percentile = highest_supported(conclusion, time);
  if (percentile == 0) return "Too few samples for a spectrum.";
  const double q = verdicts::quantile_of(percentile);
  const std::string name = verdicts::percentile_name(percentile);
  const std::string rarely = fmt::format("One request in {} took {} or longer", format_count(static_cast<std::uint64_t>(1 / (1 - q) + 0.5)),
                                         percentile_text(time, percentile));
  if (&time == &totals.service) return rarely + ", from being sent on; what requests waited before is not known.";
  if (totals.service.all.empty()) return rarely + ".";
  const std::int64_t response = totals.response.all.quantile(q);
  const std::int64_t service = totals.service.all.quantile(q);
  if (response * 4 <= service * 5)
    return fmt::format("{}. Service time says much the same ({} {}): requests left when they were due.", rarely, name,
                       percentile_text(totals.service, percentile));
  return fmt::format(
      "{}, but {} of service time is {}: the difference is waiting before the request was sent, which users feel and service time hides.",
      rarely, name, percentile_text(totals.service, percentile));
}

std::string spectrum_note(const Conclusion& conclusion) {
  const runs::Latency& headline = conclusion.summary.totals.*runs::headline_of(conclusion.summary).time;
  const std::uint64_t samples = headline.all.count();
  if (samples < 20) return fmt::format("A spectrum needs 20 samples; the main phase has {}.", format_count(samples));
  const bool bounds = !headline.bounds.empty();
  std::string note = fmt::format("From the rarest requests (right) to all of them (left); {} carry the line no further than one in {}.",
                                 counted(samples, "sample", "samples"), format_count(std::max<std::uint64_t>(samples / 10, 1)));
  if (bounds) note += " Where a line is dotted, the true time is longer: those requests timed out or were unfinished.";
  return note;
}

std::string spectrum_table(const Conclusion& conclusion) {
  HtmlTable table("Percentiles of response time and service time",
                  {{"percentile", false}, {"one in"}, {"response time"}, {"service time"}});
  const runs::StepFigures& totals = conclusion.summary.totals;
  std::vector<double> percentiles{50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 99.999, 99.9999};
  percentiles.insert(percentiles.end(), conclusion.percentiles.begin(), conclusion.percentiles.end());
  std::sort(percentiles.begin(), percentiles.end());
  percentiles.erase(std::unique(percentiles.begin(), percentiles.end()), percentiles.end());
  for (const double percentile : percentiles) {
    Cell response = latency_cell(totals.response, percentile);
    Cell service = latency_cell(totals.service, percentile);
    if (response.text == "-" && service.text == "-") continue;
    const double one_in = 1 / (1 - verdicts::quantile_of(percentile));
    table.add({verdicts::percentile_name(percentile), fmt::format("{:.6g}", one_in), std::move(response), std::move(service)});
  }
  table.add({"max", "", latency_cell(totals.response, 100), latency_cell(totals.service, 100)});
  return table.html("spectrum-table");
}

// The baseline's line is of the same latency as this run's headline, or it is not drawn.
json drawn_spectrum(const Material& material) {
  const runs::Summary& summary = material.summary();
  std::vector<SpectrumLine> lines{{"response", &summary.totals.response}, {"service", &summary.totals.service}};
  double end = spectrum_end(summary);
  if (material.baseline != nullptr) {
    lines.push_back({"baseline", &(material.baseline->summary().totals.*runs::headline_of(summary).time)});
    end = std::max(end, spectrum_end(material.baseline->summary()));
  }
  return spectrum_json(lines, end);
}

}  // namespace

std::optional<Panel> spectrum_panel(const Material& material) {
  Panel panel{.id = "spectrum", .title = "How slow, how often", .finding = spectrum_finding(material.conclusion), .chart = "tall"};
  panel.label = "Percentile spectrum of response time and service time.";
  panel.note = spectrum_note(material.conclusion);
  if (material.baseline != nullptr) panel.note += " The line of long dashes is the baseline.";
  panel.table = spectrum_table(material.conclusion);
  panel.data = drawn_spectrum(material);
  return panel;
}

}  // namespace rushhour::pages
