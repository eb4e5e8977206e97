#include "reports/pages/charts/heat_map.hpp"

#include <algorithm>
#include <map>

#include "reports/pages/charts/grid.hpp"
#include "reports/pages/charts/timeline.hpp"

namespace rushhour::pages {
namespace {

// Wide enough for the longest interval: late in a long run one is longer than a second.
Instant width_for(const Course& course, std::size_t most_columns) {
  std::size_t i = rung_for(course.end(), most_columns);
  Instant longest{0};
  for (const CourseInterval& interval : course.intervals()) longest = std::max(longest, interval.length);
  while (i + 1 < rung_count && rung(i) < longest - std::chrono::milliseconds(500)) ++i;
  return rung(i);
}

}  // namespace

std::uint64_t HeatMap::most() const noexcept {
  std::uint64_t most = 0;
  for (const HeatColumn& column : columns)
    for (const std::uint64_t count : column.rows.counts) most = std::max(most, count);
  return most;
}

std::pair<std::size_t, std::size_t> HeatMap::rows() const noexcept {
  std::pair rows(columns.front().rows.first, columns.front().rows.end());
  for (const HeatColumn& column : columns) rows = {std::min(rows.first, column.rows.first), std::max(rows.second, column.rows.end())};
  return rows;
}

HeatMap heat_map(const Course& course, std::size_t most_columns, std::size_t rows_a_decade) {
  HeatMap map{width_for(course, most_columns), {}};
  std::map<Instant, latency::Histogram> columns;
  for (const CourseInterval& interval : course.intervals())
    if (!interval.times.empty()) columns[interval.begin / map.width * map.width].merge(interval.times);
  for (const auto& [begin, times] : columns) map.columns.push_back({begin, log_bins(times, rows_a_decade), times.quantile(0.5)});
  return map;
}

nlohmann::json heat_map_json(const HeatMap& map) {
  using nlohmann::json;
  json out{{"width_s", seconds(map.width)},
           {"most", map.most()},
           {"begin_s", json::array()},
           {"first", json::array()},
           {"counts", json::array()}};
  for (const HeatColumn& column : map.columns) {
    out["begin_s"].push_back(rounded(seconds(column.begin)));
    out["first"].push_back(column.rows.first);
    out["counts"].push_back(column.rows.counts);
    out["rows_a_decade"] = column.rows.a_decade;
  }
  return out;
}

}  // namespace rushhour::pages
