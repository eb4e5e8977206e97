#include "reports/pages/panels/time/load_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"

namespace rushhour::pages {
namespace {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;

using nlohmann::json;

std::string iterations_words(const Conclusion& conclusion, const std::vector<RatePoint>& rates) {
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

// Of the whole run, warm-up inside, as the drawing is.
std::string requests_words(const Course& course) {
  std::uint64_t ended = 0;
  std::uint64_t errors = 0;
  for (const CourseInterval& interval : course.intervals())
    for (const auto& [name, step] : interval.steps) {
      if (name.second == latency::not_started_step) continue;
      ended += step.count;
      errors += step.errors;
    }
  if (ended == 0) return "";
  const std::string requests = counted(ended, "request", "requests");
  if (errors == 0) return fmt::format(" All of the {} that they made were answered as expected.", requests);
  return fmt::format(" Of the {} that they made {} ({}) got a good response.", requests, format_count(ended - errors),
                     share_text(ended - errors, ended));
}

bool knows_sent(const std::vector<RequestPoint>& requests) {
  return std::any_of(requests.begin(), requests.end(), [](const RequestPoint& point) { return point.sent > 0; });
}

std::string load_table(const Material& material) {
  const std::vector<RatePoint> rates = rates_over_time(material.record, chart_rows);
  HtmlTable iterations("Iterations per second and busy users over time", {{"from", false}, {"offered"}, {"done"}, {"users busy"}});
  for (const RatePoint& point : rates)
    iterations.add({format_instant(point.begin), verdicts::format_rate(point.offered), verdicts::format_rate(point.done),
                    Cell(format_count(point.users), std::to_string(point.users))});
  const std::vector<RequestPoint> requests = requests_over_time(material.course, chart_rows);
  HtmlTable responses("Requests per second over time", {{"from", false}, {"sent"}, {"ended"}, {"good responses"}});
  const bool sent = knows_sent(requests);
  for (const RequestPoint& point : requests)
    responses.add({format_instant(point.begin), sent ? verdicts::format_rate(point.sent) : "-", verdicts::format_rate(point.ended),
                   verdicts::format_rate(point.good)});
  return iterations.html("rate-table") + responses.html("request-rate-table");
}

json iterations_json(const std::vector<RatePoint>& rates) {
  json out{{"begin_s", json::array()},
           {"length_s", json::array()},
           {"offered", json::array()},
           {"done", json::array()},
           {"users", json::array()}};
  for (const RatePoint& point : rates) {
    out["begin_s"].push_back(rounded(seconds(point.begin)));
    out["length_s"].push_back(rounded(seconds(point.length)));
    out["offered"].push_back(rounded(point.offered));
    out["done"].push_back(rounded(point.done));
    out["users"].push_back(point.users);
  }
  return out;
}

json requests_json(const std::vector<RequestPoint>& requests) {
  json out{{"begin_s", json::array()}, {"length_s", json::array()}, {"good", json::array()}};
  const bool sent = knows_sent(requests);
  const char* name = sent ? "sent" : "ended";
  out[name] = json::array();
  for (const RequestPoint& point : requests) {
    out["begin_s"].push_back(rounded(seconds(point.begin)));
    out["length_s"].push_back(rounded(seconds(point.length)));
    out[name].push_back(rounded(sent ? point.sent : point.ended));
    out["good"].push_back(rounded(point.good));
  }
  return out;
}

}  // namespace

std::optional<Panel> load_panel(const Material& material) {
  const std::vector<RatePoint> rates = rates_over_time(material.record, chart_points);
  Panel panel{.id = "load",
              .title = "Offered and achieved load",
              .finding = iterations_words(material.conclusion, rates) + requests_words(material.course),
              .chart = "strips"};
  panel.note =
      "An iteration is one pass through the script and may make several requests, so the two have axes of their own. A request is sent "
      "when "
      "it leaves and good when its answer has come: what is filled in between failed, or is still under way.";
  panel.table = load_table(material);
  panel.label = "Iterations offered and done, requests sent and good responses per second, and busy users, over time.";
  panel.data = {{"iterations", iterations_json(rates)}, {"requests", requests_json(requests_over_time(material.course, chart_points))}};
  return panel;
}

}  // namespace rushhour::pages
