// Retention, lifetime value, zones and anomalies, on figures worked out by hand.

#include <catch2/catch.hpp>

#include "reports/warehouse/sql_catalogue.hpp"
#include "tests/unit/reports/warehouse/town.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

Lines customers(const std::vector<std::string>& zones) {
  Lines lines;
  for (const std::string& zone : zones)
    lines.push_back(std::to_string(lines.size() + 1) + ",Name,,,1990-01-01,2024-01-01,North,Ulm," + zone);
  return lines;
}

Lines amounts(const std::vector<std::string>& list) {
  Lines lines;
  for (const std::string& amount : list) {
    const std::string number = std::to_string(100 + lines.size());
    lines.push_back("t" + number + ",2025-03-01T12:00:00Z,1,M1,pizza,z1," + amount + ",captured");
  }
  return lines;
}

}  // namespace

TEST_CASE("a cohort keeps all its months, those in which nobody came back too", "[kpi]") {
  Town town;
  town.orders({"o1,1,2025-01-10T12:00:00Z,10.00,delivered", "o2,1,2025-03-01T00:00:00Z,10.00,delivered",
               "o3,2,2025-01-31T23:59:59Z,10.00,delivered", "o4,3,2025-02-01T00:00:00Z,10.00,delivered",
               "o5,3,2025-02-20T12:00:00Z,10.00,delivered", "o6,3,2025-03-20T12:00:00Z,10.00,delivered",
               "o7,4,2025-01-05T12:00:00Z,10.00,cancelled", "o8,2,2025-04-05T12:00:00Z,10.00,cancelled"})
      .open();
  const auto kpi = town.kpi("customer_retention");
  CHECK(kpi["total_customers"] == 3);
  CHECK(kpi["repeat_customers"] == 2);
  CHECK(kpi["repeat_rate"] == 66.67);
  CHECK(kpi["orders_per_repeat_customer"] == 2.5);
  CHECK(kpi["cohorts"].dump() == R"([{"cohort":"2025-01","size":2,"month":0,"active":2,"rate":100.0},)"
                                 R"({"cohort":"2025-01","size":2,"month":1,"active":0,"rate":0.0},)"
                                 R"({"cohort":"2025-01","size":2,"month":2,"active":1,"rate":50.0},)"
                                 R"({"cohort":"2025-02","size":1,"month":0,"active":1,"rate":100.0},)"
                                 R"({"cohort":"2025-02","size":1,"month":1,"active":1,"rate":100.0}])");
  CHECK(kpi["retention_by_month"].dump() == R"([{"month":0,"customers":3,"active":3,"rate":100.0},)"
                                            R"({"month":1,"customers":3,"active":1,"rate":33.33},)"
                                            R"({"month":2,"customers":2,"active":1,"rate":50.0}])");
  CHECK(kpi["insights"] ==
        nlohmann::ordered_json{"67 % of the customers ordered more than once", "33 % order again in the month after their first order"});
}

TEST_CASE("cohorts of more than sixty months ago are left out, and do not spoil the others", "[kpi]") {
  Town town;
  town.orders({"o1,1,2015-01-10T12:00:00Z,10.00,delivered", "o2,1,2025-02-10T12:00:00Z,10.00,delivered",
               "o3,2,2025-01-10T12:00:00Z,10.00,delivered", "o4,2,2025-02-10T12:00:00Z,10.00,delivered"})
      .open();
  CHECK(town.kpi("customer_retention")["cohorts"].dump() == R"([{"cohort":"2025-01","size":1,"month":0,"active":1,"rate":100.0},)"
                                                            R"({"cohort":"2025-01","size":1,"month":1,"active":1,"rate":100.0}])");
}

TEST_CASE("lifetime value is what was spent, and a prediction from the pace and the loyalty so far", "[kpi]") {
  Town town;
  // The newest order is of 30 June. Acquaintance: 1: 1 April to 30 June, 91 days; 2: 1 January to 30 June, 181 days; 3: one month.
  town.orders({"o1,1,2025-04-01T12:00:00Z,10.00,delivered", "o2,1,2025-06-30T12:00:00Z,30.00,delivered",
               "o3,2,2025-01-01T12:00:00Z,20.00,delivered", "o4,3,2025-06-29T12:00:00Z,40.00,delivered",
               "o5,3,2025-06-30T11:00:00Z,500.00,cancelled"})
      .open();
  const auto kpi = town.kpi("customer_lifetime_value");
  CHECK(kpi["total_customers"] == 3);
  CHECK(kpi["total_value"] == 100.0);
  CHECK(kpi["average_value"] == 33.33);
  CHECK(kpi["median_value"] == 40.0);
  CHECK(kpi["highest_value"] == 40.0);
  CHECK(kpi["average_order"] == 25.0);
  CHECK(kpi["orders_per_month"] == 0.4);       // 30 * 4 / (91 + 181 + 30) = 0.397...
  CHECK(kpi["retention_rate"] == 66.67);       // 2 of 3 in the last 90 days
  CHECK(kpi["predicted_12_months"] == 79.47);  // 100 * 360 / 302 * 2 / 3
  REQUIRE(kpi["tenths"].size() == 3);
  CHECK(kpi["tenths"][0].dump() == R"({"tenth":1,"customers":1,"value":40.0,"percentage":40.0,"lowest_value":40.0})");
  CHECK(kpi["insights"].empty());
}

TEST_CASE("zones are ranked by the four things that count", "[kpi]") {
  Town town;
  town.add("customers", customers({"z1", "z2", "z3"}))
      .orders({"o1,1,2025-03-01T12:00:00Z,100.00,delivered", "o2,1,2025-03-01T13:00:00Z,10.00,cancelled",
               "o3,2,2025-03-01T12:00:00Z,50.00,delivered", "o4,2,2025-03-01T12:00:00Z,10.00,placed",
               "o5,3,2025-03-01T12:00:00Z,20.00,cancelled"})
      .open();
  const auto kpi = town.kpi("zone_leaderboard");
  // Of 90 points, no delivery time being known. Revenue 110, 60, 0 minus what was cancelled: 100, 60, 0; orders 2, 2, 1; fulfilment 1/2,
  // 1/1, 0. z1: 40 * 2/2 + 30 * 1/2 + 20 * 1/2 = 65; z2: 40 * 1/2 + 30 * 1/2 + 20 * 2/2 = 55; z3: 0.
  CHECK(kpi["zone_leaderboard"].dump() ==
        R"([{"rank":1,"zone":"z1","score":72.2,"revenue":100.0,"orders":2,"fulfilment_rate":50.0,"delivery_minutes":null},)"
        R"({"rank":2,"zone":"z2","score":61.1,"revenue":60.0,"orders":2,"fulfilment_rate":100.0,"delivery_minutes":null},)"
        R"({"rank":3,"zone":"z3","score":0.0,"revenue":0.0,"orders":1,"fulfilment_rate":0.0,"delivery_minutes":null}])");
  CHECK(kpi["total_zones"] == 3);
  CHECK(kpi["insights"] == nlohmann::ordered_json{"Zone z1 leads with a score of 72.2 of 100", "Zone z1 takes 62 % of the revenue"});
}

TEST_CASE("deliveries belong to the zone of their orders, and the shorter one is ahead", "[kpi]") {
  const std::string lives =
      "insert into silver.order_lives (source, era, order_id, customer_id, zone, placed_at, delivered_at, refunded, status, "
      "failed_attempts, placed) "
      "values ('s', 0, 'o1', '1', 'kitchen', '2025-01-01 10:00:00', '2025-01-01 10:30:00', false, 'delivered', 0, true), "
      "('s', 0, 'o2', '2', 'kitchen', '2025-01-01 10:00:00', '2025-01-01 10:20:03', false, 'delivered', 0, true), "
      "('s', 0, 'o3', '2', 'kitchen', '2025-01-01 10:00:00', null, false, 'delivered', 0, true), "
      "('s', 0, 'o4', '2', 'kitchen', '2025-01-01 10:00:00', '2025-01-01 09:00:00', false, 'delivered', 0, true)";
  Town town;
  town.add("customers", customers({"z1", "z2"}))
      .orders({"o1,1,2025-03-01T12:00:00Z,5.00,delivered", "o2,2,2025-03-01T12:00:00Z,5.00,delivered"})
      .open();
  town.house.session().run(lives + "; drop table zone_performance; " + std::string(file_at("gold/zone_performance").text));
  CHECK(town.kpi("zone_leaderboard")["zone_leaderboard"].dump() ==
        R"([{"rank":1,"zone":"z2","score":10.0,"revenue":5.0,"orders":1,"fulfilment_rate":100.0,"delivery_minutes":20.0},)"
        R"({"rank":2,"zone":"z1","score":0.0,"revenue":5.0,"orders":1,"fulfilment_rate":100.0,"delivery_minutes":30.0}])");
}

TEST_CASE("a zone alone has all points, and more than twenty zones are cut to the best", "[kpi]") {
  Town alone;
  alone.add("customers", customers({"z1"})).orders({"o1,1,2025-03-01T12:00:00Z,1.00,cancelled"}).open();
  CHECK(alone.kpi("zone_leaderboard")["zone_leaderboard"][0]["score"] == 100.0);

  Town many;
  std::vector<std::string> zones;
  Lines lines;
  for (int i = 1; i <= 25; ++i) {
    zones.push_back("z" + std::to_string(100 + i));
    lines.push_back("o" + std::to_string(i) + "," + std::to_string(i) + ",2025-03-01T12:00:00Z," + std::to_string(i) + ".00,delivered");
  }
  many.add("customers", customers(zones)).orders(lines).open();
  const auto kpi = many.kpi("zone_leaderboard");
  REQUIRE(kpi["zone_leaderboard"].size() == 20);
  CHECK(kpi["total_zones"] == 25);
  CHECK(kpi["zone_leaderboard"][0]["zone"] == "z125");
  CHECK(kpi["zone_leaderboard"][19]["zone"] == "z106");
  CHECK(kpi["zone_leaderboard"][19]["rank"] == 20);
}

TEST_CASE("equal zones have equal scores, in the order of their names", "[kpi]") {
  Town town;
  town.add("customers", customers({"zb", "za"}))
      .orders({"o1,1,2025-03-01T12:00:00Z,5.00,delivered", "o2,2,2025-03-01T12:00:00Z,5.00,delivered"})
      .open();
  const auto rows = town.kpi("zone_leaderboard")["zone_leaderboard"];
  CHECK(rows[0]["zone"] == "za");
  CHECK(rows[0]["score"] == rows[1]["score"]);
}

TEST_CASE("one huge amount among many is an anomaly by both rules", "[kpi]") {
  Town town;
  std::vector<std::string> list;
  for (int i = 0; i < 20; ++i) list.push_back(i % 2 == 0 ? "9.00" : "11.00");
  list.push_back("1000.00");
  town.add("transactions", amounts(list)).open();
  const auto kpi = town.kpi("anomalies");
  // Mean 1200 / 21; squares: 20 values at 48.14 or 46.14 from it, and one at 942.86.
  CHECK(kpi["total_transactions"] == 21);
  CHECK(kpi["mean"] == 57.14);
  CHECK(kpi["standard_deviation"] == 216.04);
  CHECK(kpi["upper_bound"] == 705.26);
  CHECK(kpi["total_anomalies"] == 1);
  CHECK(kpi["anomaly_rate"] == 4.76);
  CHECK(kpi["median"] == 11.0);
  CHECK(kpi["median_absolute_deviation"] == 2.0);
  CHECK(kpi["robust_upper_bound"] == 19.9);  // 11 + 3 * 1.4826 * 2
  REQUIRE(kpi["anomalies"].size() == 1);
  CHECK(kpi["anomalies"][0]["transaction_id"] == "t120");
  CHECK(kpi["anomalies"][0]["amount"] == 1000.0);
  CHECK(kpi["anomalies"][0]["deviations"] == 4.36);
  CHECK(kpi["robust_anomalies"].size() == 1);
  CHECK(kpi["insights"] == nlohmann::ordered_json{"1 transactions are more than three standard deviations above the mean"});
}

TEST_CASE("several huge amounts hide from the mean and not from the median", "[kpi]") {
  Town town;
  std::vector<std::string> list;
  for (int i = 0; i < 16; ++i) list.push_back(i % 2 == 0 ? "9.00" : "11.00");
  for (int i = 0; i < 4; ++i) list.push_back("500.00");
  town.add("transactions", amounts(list)).open();
  const auto kpi = town.kpi("anomalies");
  CHECK(kpi["total_anomalies"] == 0);
  CHECK(kpi["anomalies"].empty());
  CHECK(kpi["total_robust_anomalies"] == 4);
  CHECK(kpi["robust_anomalies"].size() == 4);
}

TEST_CASE("equal amounts, one amount and none are no anomalies", "[kpi]") {
  for (const std::vector<std::string>& list :
       {std::vector<std::string>(5, "7.00"), std::vector<std::string>{"7.00"}, std::vector<std::string>{}}) {
    Town town;
    if (!list.empty()) town.add("transactions", amounts(list));
    town.open();
    const auto kpi = town.kpi("anomalies");
    CHECK(kpi["total_transactions"] == list.size());
    CHECK(kpi["standard_deviation"] == 0.0);
    CHECK(kpi["total_anomalies"] == 0);
    CHECK(kpi["anomalies"].empty());
    CHECK(kpi["insights"].empty());
  }
}

TEST_CASE("without customers their KPIs are zeros of the same shape", "[kpi]") {
  Town town;
  town.open();
  CHECK(town.kpi("customer_retention").dump() == R"({"total_customers":0,"repeat_customers":0,"repeat_rate":0.0,)"
                                                 R"("orders_per_repeat_customer":0.0,"cohorts":[],"retention_by_month":[],"insights":[]})");
  CHECK(town.kpi("customer_lifetime_value").dump() ==
        R"({"total_customers":0,"total_value":0.0,"average_value":0.0,"median_value":0.0,"highest_value":0.0,"average_order":0.0,)"
        R"("orders_per_month":0.0,"retention_rate":0.0,"predicted_12_months":0.0,"tenths":[],"insights":[]})");
  CHECK(town.kpi("zone_leaderboard").dump() == R"({"zone_leaderboard":[],"total_zones":0,"insights":[]})");
}
