#include "reports/pages/panels/time/load_panel.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;

constexpr std::size_t most_points = 600;  // as wide as a chart gets, in steps that can still be told apart
constexpr std::size_t most_rows = 60;

using nlohmann::json;

std::string rates_finding(const Conclusion& conclusion, const std::vector<RatePoint>& rates) {
  const runs::LoadFigures& load = conclusion.summary.load;
  if (rates.empty()) return "The record holds no counters.";
  const auto peak =
      std::max_element(rates.begin(), rates.end(), [](const RatePoint& a, const RatePoint& b) { return a.offered < b.offered; });
  if (!conclusion.validity.judged)
    return fmt::format("{} done, {} on average and {} at the peak; what was offered is not known.",
                       counted(load.done, "iteration", "iterations"), verdicts::format_rate(load.achieved_rate),
                       verdicts::format_rate(peak->done));
  std::string out = fmt::format("{} offered, {} on average and {} at the peak; ", counted(load.offered, "iteration", "iterations"),
                                verdicts::format_rate(load.offered_rate), verdicts::format_rate(peak->offered));
  if (load.done == load.offered) return out + "all were finished.";
  out += fmt::format("{} finished", format_count(load.done));
  if (load.dropped > 0) out += fmt::format(", {} dropped", format_count(load.dropped));
  if (load.censored > 0) out += fmt::format(", {} unfinished at the end", format_count(load.censored));
  return out + ".";
}

std::string rates_table(const std::vector<RatePoint>& rates) {
  HtmlTable table("Iterations per second over time", {{"from", false}, {"offered"}, {"done"}, {"failed requests"}});
  for (const RatePoint& point : rates)
    table.add({instant_text(point.begin), verdicts::format_rate(point.offered), verdicts::format_rate(point.done),
               verdicts::format_rate(point.errors)});
  return table.html("rate-table");
}

json rates_json(const std::vector<RatePoint>& rates) {
  json out{{"begin_s", json::array()},
           {"length_s", json::array()},
           {"offered", json::array()},
           {"done", json::array()},
           {"errors", json::array()}};
  for (const RatePoint& point : rates) {
    out["begin_s"].push_back(rounded(seconds(point.begin)));
    out["length_s"].push_back(rounded(seconds(point.length)));
    out["offered"].push_back(rounded(point.offered));
    out["done"].push_back(rounded(point.done));
    out["errors"].push_back(rounded(point.errors));
  }
  return out;
}

}  // namespace

std::optional<Panel> load_panel(const Material& material) {
  const std::vector<RatePoint> rates = rates_over_time(material.record, most_points);
  Panel panel{.id = "load", .title = "Offered and achieved load", .finding = rates_finding(material.conclusion, rates), .chart = "-"};
  panel.table = rates_table(rates_over_time(material.record, most_rows));
  panel.label = "Iterations offered and done per second, over time.";
  panel.data = rates_json(rates);
  return panel;
}

}  // namespace rushhour::pages
