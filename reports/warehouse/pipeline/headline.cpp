#include "reports/warehouse/pipeline/headline.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace rushhour::warehouse {
namespace {

nlohmann::json kpi(const KpiTexts& kpis, std::string_view name) { return nlohmann::json::parse(kpis.find(name)->second); }

std::string counted(std::size_t count, std::string_view thing) { return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s"); }

}  // namespace

std::vector<std::string> headline(const KpiTexts& kpis) {
  const nlohmann::json repeat = kpi(kpis, "repeat_customers"), trends = kpi(kpis, "monthly_trends"),
                       regions = kpi(kpis, "regional_revenue"), top = kpi(kpis, "top_customers");
  const auto customers = repeat.at("total_customers").get<std::int64_t>(),
             repeaters = repeat.at("total_repeat_customers").get<std::int64_t>();
  return {fmt::format("Repeat Customers: {}/{} ({:.0f}% retention)", repeaters, customers,
                      customers == 0 ? 0.0 : 100.0 * static_cast<double>(repeaters) / static_cast<double>(customers)),
          fmt::format("Monthly Trends: {} analyzed", counted(trends.at("total_months").get<std::size_t>(), "month")),
          fmt::format("Regional Revenue: {} processed", counted(regions.at("total_regions").get<std::size_t>(), "region")),
          fmt::format("Top Customers: {} ranked", counted(top.at("top_customers").size(), "customer"))};
}

}  // namespace rushhour::warehouse
