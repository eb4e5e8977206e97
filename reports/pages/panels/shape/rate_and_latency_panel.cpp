#include "reports/pages/panels/shape/rate_and_latency_panel.hpp"

#include <fmt/format.h>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/load_points.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"

namespace rushhour::pages {
namespace {

constexpr std::size_t most_points = 60;

using nlohmann::json;

std::string knee_words(const std::vector<LoadPoint>& points) {
  const Knee knee = knee_of(points);
  const std::string floor = format_duration(Instant(knee.floor_ns));
  if (knee.above == 0)
    return fmt::format("p99 stayed below twice its floor of {} at every rate that was tried: no limit of the target was reached.", floor);
  if (knee.from)
    return fmt::format("p99 kept near {} or came back to it up to {}; from {} on it was above twice that in every stretch.", floor,
                       verdicts::format_rate(knee.calm_until), verdicts::format_rate(*knee.from));
  return fmt::format("In {} p99 was above twice its floor of {}, but not at the highest rates alone: the rate does not explain it.",
                     counted(knee.above, "stretch", "stretches"), floor);
}

std::string points_table(const std::vector<LoadPoint>& points) {
  HtmlTable table("Rate of ended requests and p99, stretch by stretch", {{"from", false}, {"length"}, {"requests"}, {"p99"}});
  for (const LoadPoint& point : points)
    table.add({instant_text(point.begin),
               without_zeros(format_duration(point.length)),
               verdicts::format_rate(point.rate),
               {format_duration(Instant(point.p99_ns)), std::to_string(point.p99_ns)}});
  return table.html("rate-and-latency-table");
}

}  // namespace

std::optional<Panel> rate_and_latency_panel(const Material& material) {
  const std::vector<LoadPoint> points = load_points(material.course, material.summary().warmup, most_points);
  if (!rate_varies(points)) return std::nullopt;
  const runs::Headline headline = runs::headline_of(material.summary());
  Panel panel{.id = "rate-and-latency", .title = "What the rate does to p99", .finding = knee_words(points), .chart = "tall"};
  panel.label = fmt::format("p99 of the {} against requests ended per second, points joined in time order.", headline.name);
  panel.note = fmt::format(
      "A point is a stretch of {} after the warm-up that carries a p99 of the {}; the line joins them in time order, from the hollow one "
      "to "
      "the last. What ended is not what was asked for: where a target no longer keeps up, points climb without moving to the right.",
      without_zeros(format_duration(points.front().length)), headline.name);
  panel.table = points_table(points);
  panel.data = {{"begin_s", json::array()}, {"length_s", json::array()}, {"rate", json::array()}, {"p99_ns", json::array()}};
  for (const LoadPoint& point : points) {
    panel.data["begin_s"].push_back(rounded(seconds(point.begin)));
    panel.data["length_s"].push_back(rounded(seconds(point.length)));
    panel.data["rate"].push_back(rounded(point.rate));
    panel.data["p99_ns"].push_back(point.p99_ns);
  }
  return panel;
}

}  // namespace rushhour::pages
