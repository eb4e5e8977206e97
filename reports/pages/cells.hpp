#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "reports/pages/html.hpp"
#include "reports/runs/summary.hpp"
#include "reports/verdicts/conclusion.hpp"

namespace rushhour::pages {

inline constexpr std::size_t longest_name = 160;  ///< what is longer is no name that anyone reads

/// Cells of the kinds that stand in several panels.

/// "11,200", with the exact figure behind it.
HtmlTable::Cell counted_cell(std::uint64_t n, const char* tone = "");

/// A row's heading, as far to the right as it is deep in a tree. Harmless and clipped.
HtmlTable::Cell name_cell(std::string_view name, std::size_t depth = 0);

/// A percentile (100: the maximum) as every table shows it; the exact figure in nanoseconds only where there is one.
HtmlTable::Cell latency_cell(const runs::Latency& latency, double percentile);

/// The percentiles that the report shows of every latency, and the maximum behind them: their headings, and a row's cells.
std::vector<HtmlTable::Column> with_percentiles(std::vector<HtmlTable::Column> columns, const verdicts::Conclusion& conclusion);
void add_percentiles(std::vector<HtmlTable::Cell>& cells, const verdicts::Conclusion& conclusion, const runs::Latency& latency);

/// A row of requests: name, count, errors, percentiles of the headline latency.
std::vector<HtmlTable::Cell> request_row(HtmlTable::Cell name, const verdicts::Conclusion& conclusion, const runs::StepFigures& step);

}  // namespace rushhour::pages
