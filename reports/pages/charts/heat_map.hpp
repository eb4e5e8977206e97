#pragma once

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

#include "reports/foundation/instant.hpp"
#include "reports/pages/charts/course.hpp"
#include "reports/pages/charts/log_bins.hpp"

namespace rushhour::pages {

/// One stretch of time.
struct HeatColumn {
  Instant begin{0};
  LogBins rows;
  std::int64_t median_ns = 0;
};

/// How many requests took how long, and when: a column a stretch of time, a row a stretch of latency. All columns are of one width, and
/// none holds more or less time than it says, so that their counts compare. Columns without samples are left out.
struct HeatMap {
  Instant width{0};
  std::vector<HeatColumn> columns;

  std::uint64_t most() const noexcept;  ///< samples in one cell

  /// The rows that hold anything: from the first on, up to but not the second. REQUIRES: there are columns.
  std::pair<std::size_t, std::size_t> rows() const noexcept;
};

/// All steps and outcomes, warm-up included, in at most `most_columns` columns.
HeatMap heat_map(const Course& course, std::size_t most_columns, std::size_t rows_a_decade);

/// As script draws it: for each column its begin, the number of its first row, and the counts from there on.
nlohmann::json heat_map_json(const HeatMap& map);

}  // namespace rushhour::pages
