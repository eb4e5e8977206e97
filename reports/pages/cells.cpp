#include "reports/pages/cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/foundation/units.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {

using verdicts::Conclusion;
using Cell = HtmlTable::Cell;
using Column = HtmlTable::Column;

constexpr std::size_t deepest = 5;

Cell counted_cell(std::uint64_t n, const char* tone) {
  Cell cell(format_count(n), std::to_string(n));
  cell.tone = tone;
  return cell;
}

Cell name_cell(std::string_view name, std::size_t depth) {
  Cell cell(clip(harmless(name), longest_name));
  if (depth > 0) cell.tone = fmt::format("depth{}", std::min(depth, deepest));
  return cell;
}

Cell latency_cell(const runs::Latency& latency, double percentile) {
  const std::optional<std::int64_t> ns = latency.at(verdicts::quantile_of(percentile));
  return {percentile_text(latency, percentile), ns ? std::to_string(*ns) : std::string()};
}

void add_percentiles(std::vector<Cell>& cells, const Conclusion& conclusion, const runs::Latency& latency) {
  for (const double percentile : conclusion.percentiles) cells.push_back(latency_cell(latency, percentile));
  cells.push_back(latency_cell(latency, 100));
}

std::vector<Column> with_percentiles(std::vector<Column> columns, const Conclusion& conclusion) {
  for (const double percentile : conclusion.percentiles) columns.push_back({verdicts::percentile_name(percentile)});
  columns.push_back({"max"});
  return columns;
}

std::vector<Cell> request_row(Cell name, const Conclusion& conclusion, const runs::StepFigures& step) {
  std::vector<Cell> cells{std::move(name), counted_cell(step.count), counted_cell(step.errors, step.errors > 0 ? "bad" : "")};
  add_percentiles(cells, conclusion, step.*runs::headline_of(conclusion.summary).time);
  return cells;
}

}  // namespace rushhour::pages
