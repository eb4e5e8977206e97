#include "reports/pages/report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <utility>

#include "reports/foundation/embedded_file.hpp"
#include "reports/foundation/units.hpp"
#include "reports/pages/breakdown_panels.hpp"
#include "reports/pages/chart_data.hpp"
#include "reports/pages/environment.hpp"
#include "reports/pages/figures.hpp"
#include "reports/pages/findings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels.hpp"
#include "reports/pages/timeline.hpp"

namespace rushhour::pages {

extern const std::span<const EmbeddedFile> web_files;  // compiled in by cmake/embed.cmake

namespace {

using verdicts::Conclusion;
using Values = std::vector<std::pair<std::string_view, std::string>>;

constexpr std::size_t most_points = 600;  // as wide as a chart gets, in steps that can still be told apart
constexpr std::size_t most_rows = 60;

// Line ends are put in front so that the policy's hash is that of exactly what stands between the tags.
std::string web_file(std::string_view name) {
  const std::string_view text = find_embedded(web_files, name);
  if (text.empty()) throw std::logic_error(fmt::format("{} was not compiled in", name));
  return "\n" + std::string(text);
}

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

void add_style_and_script(Values& values) {
  const std::string chart_style = web_file("uPlot.min.css");
  const std::string chart_script = web_file("uPlot.iife.min.js");
  const std::string style = web_file("report.css");
  const std::string script = web_file("report.js");
  values.emplace_back("policy", fmt::format("default-src 'none'; style-src {} {}; script-src {} {}; base-uri 'none'; form-action 'none'",
                                            policy_hash(chart_style), policy_hash(style), policy_hash(chart_script), policy_hash(script)));
  values.emplace_back("chart_style", chart_style);
  values.emplace_back("chart_script", chart_script);
  values.emplace_back("style", style);
  values.emplace_back("script", script);
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
  values.emplace_back("facts", facts_panel(record, conclusion));
  values.emplace_back("headline", headline_panel(conclusion));
  values.emplace_back("trust_finding", escape_html(trust_finding(conclusion)));
  values.emplace_back("trust", trust_panel(record, conclusion));
  values.emplace_back("thresholds_finding", escape_html(thresholds_finding(conclusion)));
  values.emplace_back("thresholds", thresholds_panel(conclusion));
}

std::string latency_note(const LatencyTimeline& timeline) {
  std::vector<std::string> wider;
  std::vector<std::string> missing;
  for (const LatencyLine& line : timeline.lines) {
    if (line.percentile >= 100) continue;
    const std::string name = verdicts::percentile_name(line.percentile);
    const Instant finest = timeline.lines.back().window;  // the maximum's, which needs no support
    if (std::none_of(line.values.begin(), line.values.end(), [](const auto& value) { return value.has_value(); }))
      missing.push_back(name);
    else if (line.window > finest)
      wider.push_back(fmt::format("{} over {}", name, without_zeros(format_duration(line.window))));
  }
  std::string note = "All steps together, failed requests included. A stretch with fewer than ten samples beyond a percentile is left open";
  if (!wider.empty()) note += fmt::format(", so the rarer ones are taken over longer stretches: {}", fmt::join(wider, ", "));
  if (!missing.empty()) note += fmt::format(". Nowhere are there samples enough for {}", fmt::join(missing, " or "));
  return note + ".";
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

void add_charts(Values& values, const runs::RunRecord& record, const Conclusion& conclusion) {
  std::vector<double> percentiles = conclusion.percentiles;
  percentiles.push_back(100);
  const runs::Headline headline = runs::headline_of(conclusion.summary);
  const std::vector<RatePoint> rates = rates_over_time(record, most_points);
  const LatencyTimeline latencies = latency_over_time(record, headline.kind, percentiles, most_points);
  values.emplace_back("rates_finding", escape_html(rates_finding(conclusion, rates)));
  values.emplace_back("rates_table", rates_table(rates_over_time(record, most_rows)));
  values.emplace_back("latency_finding", escape_html(latency_finding(latencies)));
  values.emplace_back("latency_title", headline.title + std::string(" over time"));
  values.emplace_back("latency_name", headline.name);
  values.emplace_back("latency_note", escape_html(latency_note(latencies)));
  values.emplace_back("latency_table", latency_table(latency_over_time(record, headline.kind, percentiles, most_rows), headline.title));
  values.emplace_back("spectrum_finding", escape_html(spectrum_finding(conclusion)));
  values.emplace_back("spectrum_note", escape_html(spectrum_note(conclusion)));
  values.emplace_back("spectrum_table", spectrum_table(conclusion));
  const runs::Annotations annotations = runs::annotations_of(record);
  values.emplace_back("annotations", annotations_section(annotations));
  values.emplace_back("data", script_json(chart_data(conclusion.summary, rates, latencies, annotations.list)));
}

void add_tables(Values& values, const runs::RunRecord& record, const Conclusion& conclusion) {
  values.emplace_back("steps_finding", escape_html(steps_finding(conclusion)));
  values.emplace_back("steps", steps_panel(conclusion) + stated_panel(record));
  values.emplace_back("breakdown", breakdown_sections(conclusion));
  values.emplace_back("errors_finding", escape_html(errors_finding(conclusion)));
  values.emplace_back("errors", errors_panel(conclusion));
  const std::string again = command_again(record);
  values.emplace_back("environment_finding", again.empty() ? "The record does not say how the run was started."
                                                           : fmt::format("The same load again: <code>{}</code>", escape_html(again)));
  values.emplace_back("environment", environment_panel(record));
  values.emplace_back(
      "footer", escape_html(fmt::format("Made by rushhour {} from the run directory alone; 'rushhour report' makes the same page again.",
                                        fact(record.meta, "/version"))));
}

}  // namespace

std::string report_page(const runs::RunRecord& record, const Conclusion& conclusion) {
  Values values;
  add_style_and_script(values);
  add_banner(values, record, conclusion);
  add_charts(values, record, conclusion);
  add_tables(values, record, conclusion);
  return fill(find_embedded(web_files, "report.html"), values);
}

}  // namespace rushhour::pages
