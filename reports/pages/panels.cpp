#include "reports/pages/panels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/breakdown_panels.hpp"
#include "reports/pages/chart_data.hpp"
#include "reports/pages/figures.hpp"
#include "reports/pages/findings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/plain_text.hpp"
#include "reports/pages/trust.hpp"
#include "reports/runs/imported.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

constexpr std::size_t longest_name = 160;  // what is longer is no name that anyone reads

std::string fact_pair(std::string_view title, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(title), escape_html(value));
}

std::string exact(std::uint64_t n) { return std::to_string(n); }

// The text as in every table; the exact figure only where there is one.
Cell latency_cell(const runs::Latency& latency, double percentile) {
  std::string text = percentile_text(latency, percentile);
  if (text == "-") return {std::move(text)};
  const std::int64_t ns = percentile >= 100 ? latency.all.max() : latency.all.quantile(verdicts::quantile_of(percentile));
  return {std::move(text), std::to_string(ns)};
}

struct Headline {
  std::string title, value, below;
};

std::string headline_html(const Headline& item) {
  return fmt::format("<div><dt>{}</dt><dd><b>{}</b><span>{}</span></dd></div>\n", escape_html(item.title), escape_html(item.value),
                     escape_html(item.below));
}

std::vector<double> with_max(std::vector<double> percentiles) {
  percentiles.push_back(100);
  return percentiles;
}

std::vector<Column> step_columns(const Conclusion& conclusion) {
  std::vector<Column> columns{{"step", false}, {"requests"}, {"errors"}, {"share"}};
  for (const double percentile : conclusion.percentiles) columns.push_back({verdicts::percentile_name(percentile)});
  columns.push_back({"max"});
  columns.push_back({"mean"});
  columns.push_back({"service p50"});
  columns.push_back({"service p99"});
  return columns;
}

void add_step(HtmlTable& table, const Conclusion& conclusion, const std::string& name, const runs::StepFigures& step,
              const char* row_class) {
  const runs::Latency& time = step.*runs::headline_of(conclusion.summary).time;
  const bool answered = step.count > 0;
  Cell errors(format_count(step.errors), exact(step.errors));
  if (step.errors > 0) errors.tone = "bad";
  std::vector<Cell> cells{
      name, {format_count(step.count), exact(step.count)}, errors, answered ? share_text(step.errors, step.count) : "-"};
  for (const double percentile : with_max(conclusion.percentiles)) cells.push_back(latency_cell(time, percentile));
  cells.emplace_back(time.all.empty() ? "-" : time_text(time.all.mean()));
  cells.push_back(latency_cell(step.service, 50));
  cells.push_back(latency_cell(step.service, 99));
  table.add(std::move(cells), row_class);
}

std::string checks_table(const runs::Summary& summary) {
  HtmlTable table("Checks", {{"check", false}, {"passed"}, {"failed"}, {"share passed"}});
  for (const auto& [name, figures] : summary.checks) {
    Cell failed(format_count(figures.fails), exact(figures.fails));
    if (figures.fails > 0) failed.tone = "bad";
    table.add({clip(harmless(name), longest_name),
               {format_count(figures.passes), exact(figures.passes)},
               failed,
               share_text(figures.passes, figures.passes + figures.fails)});
  }
  return table.size() == 0 ? std::string() : table.html("checks-table");
}

}  // namespace

std::string paragraphs(const std::vector<std::string>& sentences, std::string_view css_class) {
  std::string out;
  for (const std::string& sentence : sentences) out += fmt::format("<p class=\"{}\">{}</p>\n", css_class, escape_html(sentence));
  return out;
}

std::string facts_panel(const runs::RunRecord& record, const Conclusion& conclusion) {
  const nlohmann::json& meta = record.meta;
  return fact_pair("Run", fact(meta, "/run")) + fact_pair("Started", fact(meta, "/started")) +
         fact_pair("Length", length_words(conclusion)) + fact_pair("Target", fact(meta, "/target")) +
         fact_pair("Seed", fact(meta, "/seed")) + fact_pair("Exit code", std::to_string(static_cast<int>(conclusion.exit)));
}

std::string headline_panel(const Conclusion& conclusion) {
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
                        conclusion.validity.judged ? fmt::format("of {} offered", verdicts::format_rate(summary.load.offered_rate))
                                                   : "offered load not known"});
  return out;
}

std::string trust_panel(const runs::RunRecord& record, const Conclusion& conclusion) {
  using Mark = TrustItem::Mark;
  std::string out = paragraphs(conclusion.validity.reasons, "reason") + paragraphs(conclusion.validity.warnings, "warning");
  out += "<ul class=\"trust\">\n";
  for (const TrustItem& item : trust_items(record, conclusion)) {
    const char* mark = item.mark == Mark::good ? "good" : item.mark == Mark::warning ? "warn" : "bad";
    const char* sign = item.mark == Mark::good ? "✓" : item.mark == Mark::warning ? "!" : "✕";
    const char* word = item.mark == Mark::good ? "good" : item.mark == Mark::warning ? "mind this" : "bad";
    out += fmt::format("<li class=\"{}\"><span class=\"sign\" role=\"img\" aria-label=\"{}\">{}</span><h3>{}</h3><b>{}</b><p>{}</p></li>\n",
                       mark, word, sign, escape_html(item.title), escape_html(item.value), escape_html(item.words));
  }
  return out + "</ul>\n";
}

std::string thresholds_panel(const Conclusion& conclusion) {
  if (conclusion.thresholds.empty()) return {};
  HtmlTable table(
      "Thresholds",
      {{"metric", false}, {"verdict", false}, {"figure", false}, {"limit"}, {"observed"}, {"margin"}, {"samples"}, {"judged", false}});
  for (const verdicts::ThresholdResult& result : conclusion.thresholds) {
    const ThresholdWords words = words_of(result);
    Cell state(result.passed() ? "✓ kept" : words.note.empty() ? "✕ broken" : "✕ " + words.note);
    state.tone = result.passed() ? "good" : "bad";
    Cell observed(words.observed);
    if (result.has_figure()) observed.value = fmt::format("{}", result.observed);
    table.add({clip(harmless(result.threshold.metric), longest_name),
               state,
               verdicts::aggregate_name(result.threshold),
               words.limit,
               observed,
               words.margin,
               {format_count(result.samples), exact(result.samples)},
               words.window.empty() ? "on the whole" : words.window + (words.first.empty() ? "" : ", " + words.first)});
  }
  return table.html("thresholds-table");
}

std::string rates_table(const std::vector<RatePoint>& rates) {
  HtmlTable table("Iterations per second over time", {{"from", false}, {"offered"}, {"done"}, {"failed requests"}});
  for (const RatePoint& point : rates)
    table.add({instant_text(point.begin), verdicts::format_rate(point.offered), verdicts::format_rate(point.done),
               verdicts::format_rate(point.errors)});
  return table.html("rate-table");
}

std::string latency_table(const LatencyTimeline& timeline, std::string_view name) {
  std::vector<Column> columns{{"from", false}};
  for (const LatencyLine& line : timeline.lines)
    columns.push_back({line.percentile >= 100 ? "max" : verdicts::percentile_name(line.percentile)});
  HtmlTable table(fmt::format("{} over time", name), columns);
  for (std::size_t i = 0; i < timeline.begins.size(); ++i) {
    std::vector<Cell> cells{instant_text(timeline.begins[i])};
    for (const LatencyLine& line : timeline.lines)
      cells.push_back(line.values[i] ? Cell(format_duration(Instant(*line.values[i])), std::to_string(*line.values[i])) : Cell("-"));
    table.add(std::move(cells));
  }
  return table.html("latency-table");
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

std::string stated_panel(const runs::RunRecord& record) {
  const auto origin = runs::imported(record);
  if (!origin || origin->stated.empty()) return {};
  const std::vector<std::string> names = stated_names(origin->stated);
  std::vector<Column> columns{{"step", false}, {"requests"}, {"errors"}};
  for (const std::string& name : names) columns.push_back({name});
  HtmlTable table(fmt::format("Steps, with the figures that {} states", harmless(origin->tool)), columns);
  for (const runs::StatedStep& step : origin->stated) {
    Cell errors(format_count(step.errors), exact(step.errors));
    if (step.errors > 0) errors.tone = "bad";
    std::vector<Cell> cells{clip(harmless(step.step), longest_name), {format_count(step.count), exact(step.count)}, errors};
    for (const std::string& name : names) cells.emplace_back(stated_text(step, name));
    table.add(std::move(cells));
  }
  return table.html("stated-table") +
         paragraphs({"These are the tool's own figures; there are no samples to take others from.", harmless(origin->stated_precision)},
                    "note");
}

std::string steps_panel(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  if (summary.steps.empty() && !conclusion.validity.judged) return {};
  HtmlTable table(fmt::format("Steps, with percentiles of their {}", runs::headline_of(summary).name), step_columns(conclusion));
  for (const runs::StepFigures& step : summary.steps) add_step(table, conclusion, clip(step_label(summary, step), longest_name), step, "");
  add_step(table, conclusion, "all", summary.totals, "total");
  return table.html("steps-table");
}

std::string errors_panel(const Conclusion& conclusion) {
  const runs::Summary& summary = conclusion.summary;
  std::vector<std::pair<std::string, std::uint64_t>> classes(summary.errors.begin(), summary.errors.end());
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::uint64_t all = 0;
  for (const auto& [name, count] : classes) all += count;
  HtmlTable table("Errors by kind", {{"error", false}, {"count"}, {"share of errors"}});
  for (const auto& [name, count] : classes)
    table.add({clip(harmless(name), longest_name), {format_count(count), exact(count)}, share_text(count, all)});
  return (classes.empty() ? std::string() : table.html("errors-table")) + checks_table(summary) + failures_tables(summary);
}

}  // namespace rushhour::pages
