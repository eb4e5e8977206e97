#include "reports/pages/panels/steps/checks_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "reports/foundation/units.hpp"
#include "reports/pages/cells.hpp"
#include "reports/pages/charts/drawings.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/record_fields.hpp"

namespace rushhour::pages {
namespace {

using Cell = HtmlTable::Cell;
using Checks = std::map<std::string, runs::CheckFigures>;

constexpr std::size_t most_checks = 500;

std::string finding_of(const Checks& checks) {
  std::uint64_t all = 0, failed = 0;
  const Checks::value_type* worst = nullptr;
  for (const auto& check : checks) {
    all += check.second.passes + check.second.fails;
    failed += check.second.fails;
    if (worst == nullptr || check.second.fails > worst->second.fails) worst = &check;
  }
  if (failed == 0) return fmt::format("{} passed.", counted(all, "check, and it", "checks, and all of them"));
  return fmt::format("{} of {} failed ({}), most often '{}'. A failed check alone fails no run; a threshold on checks does.",
                     format_count(failed), counted(all, "check", "checks"), share_text(failed, all), clip(harmless(worst->first), 60));
}

using Failures = std::map<std::string, RatesOverTime>;

Failures failures_over_time(const Material& material) {
  Failures failures;
  const Instant end = material.end();
  runs::each_tick(material.record, [&](const nlohmann::json& tick, Instant from, Instant to) {
    if (const auto checks = tick.find("checks"); checks != tick.end() && checks->is_object())
      for (const auto& [name, counts] : checks->items())
        if (counts.is_array() && counts.size() == 2 && counts[1].is_number() && counts[1] != 0)
          failures.try_emplace(name, end, sparkline_points(end)).first->second.add(from, to - from, counts[1].get<double>());
  });
  return failures;
}

std::string checks_table(const Material& material) {
  const Checks& checks = material.summary().checks;
  const Failures failures = failures_over_time(material);
  HtmlTable table("Checks, over the whole run",
                  {{"check", false}, {"passed"}, {"failed"}, {"share passed"}, {"failures over time", false}});
  runs::CheckFigures other;
  for (const auto& [name, figures] : checks) {
    if (table.size() == most_checks) {
      other.passes += figures.passes;
      other.fails += figures.fails;
      continue;
    }
    Cell course("");
    if (const auto found = failures.find(name); found != failures.end())
      course.drawing = sparkline(found->second.per_second(), "failures per second over the run", "bad");
    table.add({name_cell(name), counted_cell(figures.passes), counted_cell(figures.fails, figures.fails > 0 ? "bad" : ""),
               share_text(figures.passes, figures.passes + figures.fails), std::move(course)});
  }
  if (checks.size() > most_checks)
    table.add({"(other)", counted_cell(other.passes), counted_cell(other.fails, other.fails > 0 ? "bad" : ""),
               share_text(other.passes, other.passes + other.fails), ""},
              "total");
  return table.sortable().html("checks-table");
}

}  // namespace

std::optional<Panel> checks_panel(const Material& material) {
  const Checks& checks = material.summary().checks;
  if (checks.empty()) return std::nullopt;
  Panel panel{.id = "checks", .title = "Checks", .finding = finding_of(checks)};
  panel.body = checks_table(material);
  return panel;
}

}  // namespace rushhour::pages
