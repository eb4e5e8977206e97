#include "reports/pages/panels/time/business_panel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/foundation/units.hpp"
#include "reports/pages/charts/timeline.hpp"
#include "reports/pages/html.hpp"
#include "reports/pages/panels/time/business_cost.hpp"
#include "reports/pages/words/figures.hpp"
#include "reports/pages/words/findings.hpp"
#include "reports/pages/words/plain_text.hpp"
#include "reports/runs/beside/business.hpp"

namespace rushhour::pages {
namespace {

using nlohmann::json;
using runs::Business;
using runs::BusinessPoint;

void add(BusinessPoint& to, const BusinessPoint& point) {
  to.length += point.length;
  to.placed += point.placed;
  to.delivered += point.delivered;
  to.cancelled += point.cancelled;
  to.revenue += point.revenue;
}

/// Neighbours added up, so that there are `most` at most.
std::vector<BusinessPoint> in_steps(const std::vector<BusinessPoint>& points, std::size_t most) {
  const std::size_t step = (points.size() + most - 1) / most;
  std::vector<BusinessPoint> joined;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % step == 0) joined.push_back({points[i].begin, Instant(0), 0, 0, 0, 0});
    add(joined.back(), points[i]);
  }
  return joined;
}

std::string whole(double n) { return format_count(static_cast<std::uint64_t>(std::llround(std::max(0.0, n)))); }

// Minor units as people write money: "1,906.50 EUR". Two decimals, as the target's currencies have.
std::string money(double minor, const std::string& currency) {
  const auto cents = static_cast<std::uint64_t>(std::llround(std::max(0.0, minor)));
  return fmt::format("{}.{:02} {}", format_count(cents / 100), cents % 100, harmless(currency));
}

std::string totals_words(const Business& business) {
  BusinessPoint all;
  for (const BusinessPoint& point : business.points) add(all, point);
  std::string words = fmt::format("{} placed, {} delivered, {} cancelled or rejected",
                                  counted(static_cast<std::uint64_t>(std::llround(all.placed)), "order was", "orders were"),
                                  whole(all.delivered), whole(all.cancelled));
  if (!business.currency.empty()) words += fmt::format("; payments of {} captured", money(all.revenue, business.currency));
  return words + ".";
}

std::string limit_words(const BusinessCost& cost) {
  return fmt::format("{} was beyond {}{}", verdicts::percentile_name(cost.percentile),
                     without_zeros(format_duration(Instant(cost.limit_ns))), cost.of_threshold ? "" : " (twice its usual)");
}

std::string cost_words(const BusinessCost& cost, const Business& business) {
  std::string words =
      fmt::format(" In the {} in which {}, {:.2f} orders were placed for each offered iteration, against {:.2f} in the other {}",
                  without_zeros(format_duration(cost.slow.length)), limit_words(cost), cost.slow.orders_per_offered(),
                  cost.others.orders_per_offered(), without_zeros(format_duration(cost.others.length)));
  if (cost.orders_missing() < 0.5) return words + ": slowness and fewer orders did not go together.";
  words += fmt::format("; at the others' share {} more would have been placed", whole(cost.orders_missing()));
  if (cost.revenue_missing() >= 0.5) words += fmt::format(", worth {}", money(cost.revenue_missing(), business.currency));
  return words + ". That the two went together does not say that one caused the other.";
}

std::string note_of(const Business& business) {
  std::string note = business.from == Business::From::events
                         ? "From the target's event log, second by second, at the instants that the target's clock gave."
                         : "From counters that were scraped of the target, as their growth between two looks.";
  if (business.unreadable > 0) note += fmt::format(" {} lines of the log could not be read.", format_count(business.unreadable));
  if (business.other_currency > 0)
    note += fmt::format(" {} in other currencies are in no revenue.", counted(business.other_currency, "payment", "payments"));
  return note;
}

std::string table_of(const Business& business) {
  HtmlTable table("Business over time", {{"from", false}, {"placed"}, {"delivered"}, {"cancelled or rejected"}, {"captured"}});
  for (const BusinessPoint& point : in_steps(business.points, chart_rows))
    table.add({format_instant(point.begin), whole(point.placed), whole(point.delivered), whole(point.cancelled),
               business.currency.empty() ? "-" : money(point.revenue, business.currency)});
  return table.html("business-table");
}

json data_of(const Business& business, const std::optional<BusinessCost>& cost) {
  json out{{"begin_s", json::array()},   {"length_s", json::array()}, {"placed", json::array()},       {"delivered", json::array()},
           {"cancelled", json::array()}, {"revenue", json::array()},  {"currency", business.currency}, {"slow", json::array()}};
  for (const BusinessPoint& point : in_steps(business.points, chart_points)) {
    const double length = seconds(point.length);
    if (length <= 0) continue;
    out["begin_s"].push_back(rounded(seconds(point.begin)));
    out["length_s"].push_back(rounded(length));
    out["placed"].push_back(rounded(point.placed / length));
    out["delivered"].push_back(rounded(point.delivered / length));
    out["cancelled"].push_back(rounded(point.cancelled / length));
    out["revenue"].push_back(rounded(point.revenue / 100 / length));
  }
  if (cost)
    for (const verdicts::Span& span : cost->spans) out["slow"].push_back({rounded(seconds(span.begin)), rounded(seconds(span.end))});
  return out;
}

}  // namespace

std::optional<Panel> business_panel(const Material& material) {
  const Business business = runs::business_of(material.record);
  const bool any = std::any_of(business.points.begin(), business.points.end(), [](const BusinessPoint& point) {
    return point.placed > 0 || point.delivered > 0 || point.cancelled > 0 || point.revenue > 0;
  });
  if (!any) return std::nullopt;
  const std::optional<BusinessCost> cost = cost_of(material, business);
  Panel panel{.id = "business", .title = "Business beside latency", .finding = totals_words(business), .chart = "strips"};
  if (cost) panel.finding += cost_words(*cost, business);
  panel.label = "Orders placed, delivered and cancelled per second, and payments, over time.";
  panel.note = note_of(business) + (cost ? " Stretches in which latency was beyond its limit are shaded." : "");
  panel.table = table_of(business);
  panel.data = data_of(business, cost);
  return panel;
}

}  // namespace rushhour::pages
