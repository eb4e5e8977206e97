#include "reports/pages/panels/steps/phases_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/steps/slowest_table.hpp"
#include "reports/pages/words/figures.hpp"

namespace rushhour::pages {
namespace {

using latency::Histogram;
using Cell = HtmlTable::Cell;

constexpr std::size_t most_steps_shown = 100;

// What each is called where people read it, in the order of latency::phase_kinds.
constexpr std::array<const char*, 7> phase_names{"blocked", "DNS", "connect", "TLS", "send", "wait", "receive"};

double time_in(const Histogram& histogram) { return histogram.mean() * static_cast<double>(histogram.count()); }

// All the time that the step's requests spent in phases.
double time_in_phases(const runs::StepFigures& step) {
  double time = 0;
  for (const auto& [name, histogram] : step.phases) time += time_in(histogram);
  return time;
}

struct Largest {
  std::string name;
  double share = 0;
};

Largest largest_of(const runs::StepFigures& step) {
  Largest largest;
  const double all = time_in_phases(step);
  for (std::size_t i = 0; i < phase_names.size(); ++i) {
    const auto found = step.phases.find(std::string(latency::phase_kinds[i]));
    if (found == step.phases.end() || all <= 0) continue;
    if (const double share = time_in(found->second) / all; share > largest.share) largest = {phase_names[i], share};
  }
  return largest;
}

// To a tenth, but never nothing where there is something, nor all where there is more.
std::string percent_text(double share) {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  if (share < 1 && share >= 0.9995) return "> 99.9 %";
  return share <= 0 || share >= 1 ? fmt::format("{:.0f} %", 100 * share) : fmt::format("{:.1f} %", 100 * share);
}

std::string finding_of(const runs::Summary& summary) {
  const Largest largest = largest_of(summary.totals);
  if (largest.name.empty()) return "The record does not say in which phases the requests spent their time.";
  std::string meaning;
  if (largest.name == "wait") meaning = ": the time until the target began to answer";
  if (largest.name == "receive") meaning = ": the time in which the answer came in";
  if (largest.name == "blocked") meaning = ": requests queued because no further connection was permitted";
  if (largest.name == "connect" || largest.name == "TLS" || largest.name == "DNS") meaning = ": the cost of new connections";
  const std::string share = largest.share < 0.9995 ? percent_text(largest.share) : largest.share < 1 ? "Nearly all" : "All";
  return fmt::format("{} of the time of all requests went by in the phase {}{}.", share, largest.name, meaning);
}

void add_row(HtmlTable& table, const std::string& name, const Histogram& histogram, double all) {
  const runs::Latency times{histogram, {}};
  const double share = all > 0 ? time_in(histogram) / all : 0;
  table.add({name_cell(name, 1), "", counted_cell(histogram.count()), latency_cell(times, 50), latency_cell(times, 99),
             Cell(time_text(histogram.mean()), fmt::format("{}", histogram.mean())), Cell(percent_text(share), fmt::format("{}", share))});
}

void add_step(HtmlTable& table, const std::string& name, const runs::StepFigures& step, const char* row_class) {
  const double all = time_in_phases(step);
  std::vector<BarPart> bar;
  for (std::size_t i = 0; i < phase_names.size(); ++i)
    if (const auto found = step.phases.find(std::string(latency::phase_kinds[i])); found != step.phases.end())
      bar.push_back({i, time_in(found->second)});
  const Largest largest = largest_of(step);
  Cell drawing("");
  if (!largest.name.empty()) drawing.drawing = stacked_bar(bar, fmt::format("most in {}, {}", largest.name, percent_text(largest.share)));
  const Histogram& service = step.service.all;
  table.add(
      {name_cell(name), std::move(drawing), counted_cell(service.count()), latency_cell(step.service, 50), latency_cell(step.service, 99),
       service.empty() ? Cell("-") : Cell(time_text(service.mean()), fmt::format("{}", service.mean())), ""},
      row_class);
  for (std::size_t i = 0; i < phase_names.size(); ++i)
    if (const auto found = step.phases.find(std::string(latency::phase_kinds[i])); found != step.phases.end())
      add_row(table, phase_names[i], found->second, all);
  for (const auto& [part, histogram] : step.parts) add_row(table, "Server-Timing: " + part, histogram, time_in(service));
}

std::string key() {
  std::string out = "<ul class=\"key\" aria-hidden=\"true\">";
  for (std::size_t i = 0; i < phase_names.size(); ++i) out += fmt::format("<li><i class=\"part-{}\"></i>{}</li>", i, phase_names[i]);
  return out + "</ul>\n";
}

std::string phases_table(const runs::Summary& summary) {
  std::vector<const runs::StepFigures*> steps;
  for (const runs::StepFigures& step : summary.steps)
    if (!step.phases.empty() || !step.parts.empty()) steps.push_back(&step);
  if (steps.empty()) return {};
  const std::size_t left_out = steps.size() > most_steps_shown ? steps.size() - most_steps_shown : 0;
  std::stable_sort(steps.begin(), steps.end(), [](const auto* a, const auto* b) { return a->count > b->count; });
  steps.resize(steps.size() - left_out);
  HtmlTable table(
      "Service time by phase, and by part of Server-Timing",
      {{"step or phase", false}, {"where the time went", false}, {"requests"}, {"p50"}, {"p99"}, {"mean"}, {"share of the time"}});
  for (const runs::StepFigures* step : steps) add_step(table, step_label(summary, *step), *step, "head");
  add_step(table, "all", summary.totals, "head");
  std::string out = key() + table.sortable().html("phases-table");
  if (left_out > 0)
    out += paragraphs({fmt::format("{} with the fewest requests are left out.", counted(left_out, "step", "steps"))}, "note");
  return out;
}

}  // namespace

std::optional<Panel> phases_panel(const Material& material) {
  const runs::Summary& summary = material.summary();
  const bool several = !summary.steps.empty() && summary.steps.front().scenario != summary.steps.back().scenario;
  const std::string slowest = slowest_table(material.record, several);
  if (summary.totals.phases.empty() && summary.totals.parts.empty() && slowest.empty()) return std::nullopt;
  Panel panel{.id = "phases", .title = "Phases, and the slowest requests", .finding = finding_of(summary)};
  panel.body = phases_table(summary) + slowest;
  panel.note =
      "A phase's share is of the time that all its requests spent in phases; a Server-Timing part's is of their service time. "
      "Percentiles of phases do not add up to those of the service time, means do.";
  return panel;
}

}  // namespace rushhour::pages
