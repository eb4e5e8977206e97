#include "reports/pages/panels/shape/comparison_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/verdict/banner.hpp"
#include "reports/pages/words/comparison_words.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using Cell = HtmlTable::Cell;
using runs::Latency;
using runs::StepFigures;
using runs::Summary;

constexpr double compared[] = {50, 90, 99};
constexpr std::size_t most_named = 10;

// A step of both runs.
struct Pair {
  std::string name;
  const StepFigures* here;
  const StepFigures* there;
};

struct Steps {
  std::vector<Pair> both;
  std::vector<std::string> only_here, only_there;
};

using Named = std::pair<std::string, const StepFigures*>;

std::vector<Named> named(const Summary& summary) {
  std::vector<Named> list;
  for (const StepFigures& step : summary.steps) list.emplace_back(step_label(summary, step), &step);
  return list;
}

Steps steps_of(const Summary& here, const Summary& there) {
  Steps steps;
  const std::vector<Named> left = named(here), right = named(there);
  const auto by_name = [](const std::vector<Named>& list) { return std::map<std::string, const StepFigures*>(list.begin(), list.end()); };
  const auto left_by_name = by_name(left), right_by_name = by_name(right);
  for (const auto& [name, step] : left) {
    const auto other = right_by_name.find(name);
    if (other == right_by_name.end())
      steps.only_here.push_back(name);
    else
      steps.both.push_back({name, step, other->second});
  }
  for (const auto& [name, step] : right)
    if (!left_by_name.contains(name)) steps.only_there.push_back(name);
  return steps;
}

// A ratio of lower bounds is nothing that was measured.
std::string compared_text(const Latency& here, const Latency& there, double percentile) {
  const double q = verdicts::quantile_of(percentile);
  if (here.at_least(q) || there.at_least(q)) return "not known: a lower bound";
  return difference_text(here.at(q), there.at(q));
}

void add_step(HtmlTable& table, const Pair& pair, Latency StepFigures::*time) {
  table.add({name_cell(pair.name), "", "", ""}, "head");
  const StepFigures& here = *pair.here;
  const StepFigures& there = *pair.there;
  table.add({name_cell("requests", 1), counted_cell(here.count), counted_cell(there.count),
             ratio_text(static_cast<double>(here.count), static_cast<double>(there.count))});
  table.add({name_cell("failed", 1), share_text(here.errors, here.count), share_text(there.errors, there.count),
             here.errors == there.errors ? "as many" : fmt::format("{} and {}", format_count(here.errors), format_count(there.errors))});
  for (const double percentile : compared)
    table.add({name_cell(verdicts::percentile_name(percentile), 1), latency_cell(here.*time, percentile),
               latency_cell(there.*time, percentile), compared_text(here.*time, there.*time, percentile)});
}

std::string steps_table(const Summary& here, const Summary& there, const Steps& steps, const runs::Headline& headline) {
  HtmlTable table(fmt::format("Steps side by side, with percentiles of the {}", headline.name),
                  {{"step", false}, {"this run"}, {"baseline"}, {"difference", false}});
  add_step(table, {"all", &here.totals, &there.totals}, headline.time);
  for (const Pair& pair : steps.both) add_step(table, pair, headline.time);
  return table.html("comparison-table");
}

std::string load_table(const Summary& here, const Summary& there) {
  HtmlTable table("Load of the two", {{"load", false}, {"this run"}, {"baseline"}, {"ratio"}});
  const auto add_count = [&](const char* name, std::uint64_t a, std::uint64_t b) {
    table.add({name, counted_cell(a), counted_cell(b), ratio_text(static_cast<double>(a), static_cast<double>(b))});
  };
  const auto add_rate = [&](const char* name, double a, double b) {
    table.add({name, verdicts::format_rate(a), verdicts::format_rate(b), ratio_text(a, b)});
  };
  add_count("iterations offered", here.load.offered, there.load.offered);
  add_rate("offered rate", here.load.offered_rate, there.load.offered_rate);
  add_rate("achieved rate", here.load.achieved_rate, there.load.achieved_rate);
  add_count("dropped", here.load.dropped, there.load.dropped);
  table.add({"length", without_zeros(format_duration(here.actual)), without_zeros(format_duration(there.actual)), ""});
  return table.html("comparison-load-table");
}

std::string only_words(const std::vector<std::string>& names, const char* where) {
  if (names.empty()) return "";
  std::vector<std::string> shown(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most_named)));
  for (std::string& name : shown) name = clip(name, longest_name);
  if (names.size() > most_named) shown.push_back(fmt::format("and {} more", names.size() - most_named));
  return fmt::format("<p class=\"note\">{}</p>\n", escape_html(fmt::format("Only in {}: {}.", where, fmt::join(shown, ", "))));
}

std::string comparison_finding(const Summary& here, const Summary& there, const runs::Headline& headline) {
  const Latency& time = here.totals.*headline.time;
  const Latency& other = there.totals.*headline.time;
  double percentile = 0;
  for (const double one : compared)
    if (time.supported(verdicts::quantile_of(one)) && other.supported(verdicts::quantile_of(one))) percentile = one;
  const std::string caution =
      " This describes the two and is no verdict: that needs several runs of each, because one run may differ from the next by chance.";
  if (percentile == 0) return "One of the two has too few samples to compare." + caution;
  const std::string figures = fmt::format("{} of the {} is {} here and {} in the baseline", verdicts::percentile_name(percentile),
                                          headline.name, percentile_text(time, percentile), percentile_text(other, percentile));
  const std::string difference = compared_text(time, other, percentile);
  return figures + (difference == "-" ? "." : fmt::format(" ({}).", difference)) + caution;
}

std::string identity(const Material& baseline) {
  const auto pair = [](const char* title, const std::string& value) {
    return fact_pair(title, escape_html(value.empty() ? "unknown" : clip(value, longest_name)));
  };
  const nlohmann::json& meta = baseline.record.meta;
  return "<dl class=\"facts\">\n" + pair("Baseline", fact(meta, "/run")) + fact_pair("Started", start_html(meta)) +
         pair("Its verdict", verdict_words(baseline.conclusion)) + pair("Its target", fact(meta, "/target")) + "</dl>\n";
}

}  // namespace

std::optional<Panel> comparison_panel(const Material& material) {
  if (material.baseline == nullptr) return std::nullopt;
  const Summary& here = material.summary();
  const Summary& there = material.baseline->summary();
  const runs::Headline headline = runs::headline_of(here);
  const Steps steps = steps_of(here, there);
  Panel panel{.id = "comparison", .title = "Beside the baseline", .finding = comparison_finding(here, there, headline)};
  panel.body =
      paragraphs(comparison_warnings(material.record, material.conclusion, material.baseline->record, material.baseline->conclusion),
                 "warning") +
      identity(*material.baseline) + load_table(here, there) + steps_table(here, there, steps, headline) +
      only_words(steps.only_here, "this run") + only_words(steps.only_there, "the baseline");
  panel.note = "The spectra of both are drawn under \"How slow, how often\".";
  return panel;
}

}  // namespace rushhour::pages
