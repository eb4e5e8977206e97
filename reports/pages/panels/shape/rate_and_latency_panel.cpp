#include "reports/pages/panels/shape/rate_and_latency_panel.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

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

struct Drawn {
  std::string name;  ///< of the percentile
  std::vector<LoadPoint> points;
};

// Of a rate that varied. A ramp too short for p99 is shown by the highest percentile that its stretches carry; where the plan asks for one
// rate alone, stretches of so few requests would differ by chance.
std::optional<Drawn> drawn_of(const Material& material) {
  const runs::Summary& summary = material.summary();
  for (const double percentile : {99.0, 95.0, 90.0}) {
    std::vector<LoadPoint> points = load_points(material.course, summary.warmup, most_points, verdicts::quantile_of(percentile));
    if (rate_varies(points)) return Drawn{verdicts::percentile_name(percentile), std::move(points)};
    if (summary.stages.size() < 2) break;
  }
  return std::nullopt;
}

// Where the generator gave out, or arrivals waited, were dropped or cut off, even the floor may be that of an overload.
bool all_was_served(const verdicts::Conclusion& conclusion) {
  const runs::LoadFigures& load = conclusion.summary.load;
  return conclusion.validity.valid && load.dropped == 0 && load.censored == 0 && conclusion.summary.generator.waited_for_user == 0;
}

std::string knee_words(const Drawn& drawn, bool served) {
  const Knee knee = knee_of(drawn.points);
  const std::string floor = format_duration(Instant(knee.floor_ns));
  if (knee.above == 0)
    return fmt::format("{} stayed below twice its floor of {} at every rate that was tried{}.", drawn.name, floor,
                       served ? ": no limit of the target was reached" : "");
  if (knee.from)
    return fmt::format("{} kept near {} or came back to it up to {}; from {} on it was above twice that in every stretch.", drawn.name,
                       floor, verdicts::format_rate(knee.calm_until), verdicts::format_rate(*knee.from));
  return fmt::format("In {} {} was above twice its floor of {}, but not at the highest rates alone: the rate does not explain it.",
                     counted(knee.above, "stretch", "stretches"), drawn.name, floor);
}

std::string points_table(const Drawn& drawn) {
  HtmlTable table(fmt::format("Rate of ended requests and {}, stretch by stretch", drawn.name),
                  {{"from", false}, {"length"}, {"requests"}, {drawn.name}});
  for (const LoadPoint& point : drawn.points)
    table.add({format_instant(point.begin),
               without_zeros(format_duration(point.length)),
               verdicts::format_rate(point.rate),
               {format_duration(Instant(point.ns)), std::to_string(point.ns)}});
  return table.html("rate-and-latency-table");
}

}  // namespace

std::optional<Panel> rate_and_latency_panel(const Material& material) {
  const std::optional<Drawn> drawn = drawn_of(material);
  if (!drawn) return std::nullopt;
  const auto& [name, points] = *drawn;
  const runs::Headline headline = runs::headline_of(material.summary());
  Panel panel{.id = "rate-and-latency",
              .title = "What the rate does to " + name,
              .finding = knee_words(*drawn, all_was_served(material.conclusion)),
              .chart = "tall"};
  panel.label = fmt::format("{} of the {} against requests ended per second, points joined in time order.", name, headline.name);
  panel.note = fmt::format(
      "A point is a stretch of {} after the warm-up that carries a {} of the {}; the line joins them in time order, from the hollow one to "
      "the last. What ended is not what was asked for: where a target no longer keeps up, points climb without moving to the right.",
      without_zeros(format_duration(points.front().length)), name, headline.name);
  panel.table = points_table(*drawn);
  panel.data = {{"begin_s", json::array()}, {"length_s", json::array()}, {"rate", json::array()}, {"ns", json::array()}, {"name", name}};
  for (const LoadPoint& point : points) {
    panel.data["begin_s"].push_back(rounded(seconds(point.begin)));
    panel.data["length_s"].push_back(rounded(seconds(point.length)));
    panel.data["rate"].push_back(rounded(point.rate));
    panel.data["ns"].push_back(point.ns);
  }
  return panel;
}

}  // namespace rushhour::pages
