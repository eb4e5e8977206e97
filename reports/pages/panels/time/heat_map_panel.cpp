#include "reports/pages/panels/time/heat_map_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/heat_map.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/mode_words.hpp"

namespace rushhour::pages {
namespace {

constexpr std::size_t most_columns = 300;
constexpr std::size_t rows_a_decade = 15;
constexpr std::size_t most_table_columns = 12;
constexpr std::size_t table_rows_a_decade = 3;
constexpr std::int64_t moved_by = 3;  // times the median of all

latency::Histogram all_times(const Course& course) {
  latency::Histogram all;
  for (const CourseInterval& interval : course.intervals()) all.merge(interval.times);
  return all;
}

// Whether the bulk moved: the columns whose median lies far from that of all.
std::string moved_words(const HeatMap& map, std::int64_t median_ns) {
  if (map.columns.size() < 2) return {};
  const auto lower = [](const HeatColumn& a, const HeatColumn& b) { return a.median_ns < b.median_ns; };
  const auto best = std::min_element(map.columns.begin(), map.columns.end(), lower);
  const auto worst = std::max_element(map.columns.begin(), map.columns.end(), lower);
  const std::string highest = format_duration(Instant(worst->median_ns));
  if (best->median_ns * moved_by < median_ns)
    return fmt::format(" The bulk moved: half of the requests took {} or longer at {}, and {} or longer at {}.",
                       format_duration(Instant(best->median_ns)), format_instant(best->begin), highest, format_instant(worst->begin));
  const auto moved = std::count_if(map.columns.begin(), map.columns.end(),
                                   [&](const HeatColumn& column) { return column.median_ns > moved_by * median_ns; });
  if (moved == 0) return " The bulk of them stayed where it was all along.";
  return fmt::format(
      " In {} of {} stretches of {} the bulk lay higher than usual, at {} it was highest: half of the requests took {} or longer.", moved,
      map.columns.size(), without_zeros(format_duration(map.width)), format_instant(worst->begin), highest);
}

std::string heat_note(const HeatMap& map) {
  return fmt::format(
      "All steps together, failed requests and warm-up included. A cell is {} wide and a {}th of a decade high; the darker it is (in dark "
      "colours: the lighter), the more requests ended then and took that long, {} at most; the colour follows the logarithm.",
      without_zeros(format_duration(map.width)), rows_a_decade, format_count(map.most()));
}

// The same, coarser: a row a third of a decade, the slowest first.
std::string heat_table(const Course& course, const std::string& name) {
  const HeatMap map = heat_map(course, most_table_columns, table_rows_a_decade);
  std::vector<HtmlTable::Column> columns{{"longer than", false}};
  for (const HeatColumn& column : map.columns) columns.push_back({format_instant(column.begin)});
  HtmlTable table(fmt::format("Requests by {} (rows) and time (columns, each of {})", name, without_zeros(format_duration(map.width))),
                  columns);
  const auto [first, end] = map.rows();
  for (std::size_t row = end; row-- > first;) {
    const double low_ns = std::round(map.columns.front().rows.low_of(row));
    std::vector<HtmlTable::Cell> cells{format_duration(Instant(static_cast<std::int64_t>(low_ns)))};
    for (const HeatColumn& column : map.columns) {
      const std::uint64_t count = column.rows.at(row);
      cells.push_back(count == 0 ? HtmlTable::Cell("") : HtmlTable::Cell(format_count(count), std::to_string(count)));
    }
    table.add(std::move(cells));
  }
  return table.html("heat-map-table");
}

}  // namespace

std::optional<Panel> heat_map_panel(const Material& material) {
  const HeatMap map = heat_map(material.course, most_columns, rows_a_decade);
  if (map.columns.empty()) return std::nullopt;
  const runs::Headline headline = runs::headline_of(material.summary());
  const latency::Histogram all = all_times(material.course);
  Panel panel{.id = "heat-map",
              .title = fmt::format("Where the {}s lie", headline.name),
              .finding = mode_words(all, headline.name) + moved_words(map, all.quantile(0.5)),
              .chart = "tall"};
  panel.label = fmt::format("Heat map: requests by time and {}, log axis.", headline.name);
  panel.note = heat_note(map);
  panel.table = heat_table(material.course, headline.name);
  panel.data = heat_map_json(map);
  return panel;
}

}  // namespace rushhour::pages
