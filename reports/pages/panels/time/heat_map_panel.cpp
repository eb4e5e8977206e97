#include "reports/pages/panels/time/heat_map_panel.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

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

latency::Histogram all_times(const Course& course) {
  latency::Histogram all;
  for (const CourseInterval& interval : course.intervals()) all.merge(interval.times);
  return all;
}

std::string heat_note(const HeatMap& map) {
  return fmt::format(
      "All steps together, failed requests and warm-up included. A cell is {} wide and a {}th of a decade high; the darker it is (in dark "
      "colours: the lighter), the more requests ended then and took that long, {} at most. Each step of the legend is a multiple, not a "
      "sum.",
      without_zeros(format_duration(map.width)), rows_a_decade, format_count(map.most()));
}

// The same, coarser: a row a third of a decade, the slowest first.
std::string heat_table(const Course& course, const std::string& name) {
  const HeatMap map = heat_map(course, most_table_columns, table_rows_a_decade);
  std::vector<HtmlTable::Column> columns{{"longer than", false}};
  for (const HeatColumn& column : map.columns) columns.push_back({instant_text(column.begin)});
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
  Panel panel{.id = "heat-map",
              .title = fmt::format("Where the {}s lie", headline.name),
              .finding = mode_words(modes_of(all_times(material.course)), headline.name),
              .chart = "tall"};
  panel.label = fmt::format("Heat map: requests by time and {}, log axis.", headline.name);
  panel.note = heat_note(map);
  panel.table = heat_table(material.course, headline.name);
  panel.data = heat_map_json(map);
  return panel;
}

}  // namespace rushhour::pages
