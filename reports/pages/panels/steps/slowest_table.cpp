#include "reports/pages/panels/steps/slowest_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "reports/pages/cells.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;
using Cell = HtmlTable::Cell;

constexpr std::size_t most_shown = 50;
constexpr std::size_t longest_error = 80;

std::int64_t whole(const json& request, const char* key) {
  const auto found = request.find(key);
  return found != request.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

std::string text(const json& request, const char* key) {
  const auto found = request.find(key);
  return found != request.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Cell time_cell(std::int64_t ns) { return ns <= 0 ? Cell("-") : Cell(time_text(static_cast<double>(ns)), std::to_string(ns)); }

Cell ending_cell(const json& request) {
  const std::string error = text(request, "error");
  const std::int64_t status = whole(request, "status");
  Cell cell(error.empty() ? (status > 0 ? std::to_string(status) : "-") : clip(harmless(error), longest_error));
  if (!error.empty()) cell.tone = "bad";
  return cell;
}

}  // namespace

std::string slowest_table(const runs::RunRecord& record, bool several_scenarios) {
  std::vector<const json*> slowest;
  for (const json& request : record.slowest)
    if (request.is_object()) slowest.push_back(&request);
  std::stable_sort(slowest.begin(), slowest.end(),
                   [](const json* a, const json* b) { return whole(*a, "response_ns") > whole(*b, "response_ns"); });
  slowest.resize(std::min(slowest.size(), most_shown));
  if (slowest.empty()) return {};
  const bool traced = std::any_of(slowest.begin(), slowest.end(), [](const json* one) { return !text(*one, "trace_id").empty(); });
  std::vector<HtmlTable::Column> columns{{"step", false}, {"due at"}, {"response time"}, {"service time"}, {"ended with", false}};
  if (traced) columns.push_back({"trace", false});
  HtmlTable table("The slowest requests, warm-up inside", std::move(columns));
  for (const json* request : slowest) {
    const std::string scenario = text(*request, "scenario");
    const std::int64_t at = whole(*request, "at_ns");
    std::vector<Cell> cells{name_cell((several_scenarios ? scenario + ": " : std::string()) + text(*request, "step")),
                            Cell(instant_text(Instant(at)), std::to_string(at)), time_cell(whole(*request, "response_ns")),
                            time_cell(whole(*request, "service_ns")), ending_cell(*request)};
    if (traced) cells.push_back(name_cell(text(*request, "trace_id")));
    table.add(std::move(cells));
  }
  return table.sortable().html("slowest-table");
}

}  // namespace rushhour::pages
