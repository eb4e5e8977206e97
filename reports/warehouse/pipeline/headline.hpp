#pragma once

#include <string>
#include <vector>

#include "reports/warehouse/pipeline/kpi.hpp"

namespace rushhour::warehouse {

/// The four headline KPIs, a line each: "Repeat Customers: 16/20 (80% retention)", "Monthly Trends: 5 months analyzed", "Regional Revenue:
/// 6 regions processed", "Top Customers: 10 customers ranked". REQUIRES: they are among `kpis`.
std::vector<std::string> headline(const KpiTexts& kpis);

}  // namespace rushhour::warehouse
