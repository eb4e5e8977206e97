#include "reports/pages/panels/steps/slowest_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using runs::SlowRequest;
using Cell = HtmlTable::Cell;

constexpr std::size_t most_shown = 50;
constexpr std::size_t longest_error = 80;

Cell time_cell(Instant time) {
  return time <= Instant(0) ? Cell("-") : Cell(time_text(static_cast<double>(time.count())), std::to_string(time.count()));
}

Cell ending_cell(const SlowRequest& request) {
  const std::string status = request.status > 0 ? std::to_string(request.status) : "-";
  Cell cell(request.error.empty() ? status : clip(harmless(request.error), longest_error));
  if (!request.error.empty()) cell.tone = "bad";
  return cell;
}

}  // namespace

std::string slowest_table(const runs::RunRecord& record, bool several_scenarios) {
  std::vector<const SlowRequest*> slowest;
  for (const SlowRequest& request : record.slowest) slowest.push_back(&request);
  std::stable_sort(slowest.begin(), slowest.end(), [](const auto* a, const auto* b) { return a->response > b->response; });
  slowest.resize(std::min(slowest.size(), most_shown));
  if (slowest.empty()) return {};
  const bool traced = std::any_of(slowest.begin(), slowest.end(), [](const auto* one) { return !one->trace_id.empty(); });
  std::vector<HtmlTable::Column> columns{{"step", false}, {"due at"}, {"response time"}, {"service time"}, {"ended with", false}};
  if (traced) columns.push_back({"trace", false});
  HtmlTable table("The slowest requests, warm-up inside", std::move(columns));
  for (const SlowRequest* request : slowest) {
    std::vector<Cell> cells{name_cell((several_scenarios ? request->scenario + ": " : std::string()) + request->step),
                            Cell(format_instant(request->at), std::to_string(request->at.count())), time_cell(request->response),
                            time_cell(request->service), ending_cell(*request)};
    if (traced) cells.push_back(name_cell(request->trace_id));
    table.add(std::move(cells));
  }
  return table.sortable().html("slowest-table");
}

}  // namespace rushhour::pages
