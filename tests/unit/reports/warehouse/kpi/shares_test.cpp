// The KPIs of categories, hours, merchants and places, on towns small enough to be worked out by hand.

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/unit/reports/warehouse/town.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

std::string transaction(const std::string& id, const std::string& time, const std::string& rest) { return id + "," + time + "," + rest; }

/// Transactions of one category each, captured, of one euro.
Lines one_each(const std::vector<std::pair<std::string, int>>& categories) {
  Lines lines;
  for (const auto& [category, count] : categories)
    for (int i = 0; i < count; ++i)
      lines.push_back(transaction("t" + std::to_string(lines.size()), "2025-03-01T12:30:05Z", "1,M1," + category + ",z1,1.00,captured"));
  return lines;
}

int hundredths(const nlohmann::ordered_json& rows, const char* column) {
  int sum = 0;
  for (const auto& row : rows) sum += static_cast<int>(std::lround(row[column].get<double>() * 100));
  return sum;
}

}  // namespace

TEST_CASE("percentages of categories add up to a hundred, and the hundredth that is left goes where most was cut", "[kpi]") {
  Town town;
  town.add("transactions", one_each({{"pizza", 1}, {"sushi", 1}, {"thai", 1}})).open();
  const auto kpi = town.kpi("category_distribution");
  const auto& rows = kpi["category_distribution"];
  CHECK(rows.dump() == R"([{"category":"pizza","sales":1,"percentage":33.34,"revenue":1.0,"revenue_percentage":33.34},)"
                       R"({"category":"sushi","sales":1,"percentage":33.33,"revenue":1.0,"revenue_percentage":33.33},)"
                       R"({"category":"thai","sales":1,"percentage":33.33,"revenue":1.0,"revenue_percentage":33.33}])");
  CHECK(kpi["total_categories"] == 3);
  CHECK(kpi["insights"] == nlohmann::ordered_json{"Category pizza makes 33 % of all sales"});
}

TEST_CASE("seven uneven categories still make a hundred, in sales and in money", "[kpi]") {
  Town town;
  Lines lines = one_each({{"a", 1}, {"b", 2}, {"c", 4}, {"d", 7}, {"e", 11}, {"f", 13}, {"g", 19}});
  lines.push_back("x,2025-03-01T12:30:05Z,1,M1,g,z1,0.07,captured");
  town.add("transactions", lines).open();
  const auto rows = town.kpi("category_distribution")["category_distribution"];
  REQUIRE(rows.size() == 7);
  CHECK(hundredths(rows, "percentage") == 10000);
  CHECK(hundredths(rows, "revenue_percentage") == 10000);
  CHECK(rows[0]["percentage"] == 34.48);  // 20 of 58
  // Cut to 9996 hundredths; the four that are left go to d (1206.90), b (344.83), c (689.66) and e (1896.55).
  CHECK(rows[3]["percentage"] == 12.07);
  CHECK(rows[6]["percentage"] == 1.72);  // a: 172.41
}

TEST_CASE("what failed is no sale, and what has no category is unknown", "[kpi]") {
  Town town;
  town.add("transactions", {"t1,2025-03-01T00:00:00Z,1,M1,pizza,z1,10.00,captured", "t2,2025-03-01T00:00:00Z,1,M1,pizza,z1,90.00,failed",
                            "t3,2025-03-01T00:00:00Z,1,M1,,z1,5.55,captured"})
      .open();
  const auto kpi = town.kpi("sales_by_category");
  CHECK(kpi["sales_by_category"].dump() == R"([{"category":"pizza","sales":1,"revenue":10.0,"average":10.0},)"
                                           R"({"category":"unknown","sales":1,"revenue":5.55,"average":5.55}])");
  CHECK(kpi["total_revenue"] == 15.55);
  CHECK(town.kpi_text("sales_by_category").find("\"total_revenue\": 15.55") != std::string::npos);
}

TEST_CASE("without transactions categories come from the items of orders that count, by their quantity", "[kpi]") {
  Town town;
  town.add("orders",
           {R"(o1,1,,2025-03-01T10:00:00Z,"[{""sku"":""a"",""category"":""pizza"",""quantity"":2,""price"":4.50},)"
            R"({""sku"":""b"",""category"":""cake"",""quantity"":1,""price"":3.00}]",12.00,delivered)",
            R"(o2,1,,2025-03-01T10:00:00Z,"[{""sku"":""a"",""category"":""cake"",""quantity"":9,""price"":1.00}]",9.00,cancelled)"})
      .open();
  const auto rows = town.kpi("sales_by_category")["sales_by_category"];
  CHECK(rows.dump() ==
        R"([{"category":"pizza","sales":2,"revenue":9.0,"average":4.5},{"category":"cake","sales":1,"revenue":3.0,"average":3.0}])");
  CHECK(town.kpi("category_distribution")["category_distribution"][0]["percentage"] == 66.67);
}

TEST_CASE("a day has 24 hours, whatever happened in it", "[kpi]") {
  Town town;
  town.add("transactions", {"t1,2025-03-01T00:59:59Z,1,M1,pizza,z1,10.00,captured", "t2,2025-03-02T00:00:00Z,1,M1,pizza,z1,10.00,failed",
                            "t3,2025-03-01T23:59:59Z,1,M1,pizza,z1,2.50,captured"})
      .open();
  const auto kpi = town.kpi("hourly_pattern");
  const auto& rows = kpi["hourly_pattern"];
  REQUIRE(rows.size() == 24);
  CHECK(rows[0].dump() == R"({"hour":0,"activity":2,"percentage":66.67,"revenue":10.0})");
  CHECK(rows[1].dump() == R"({"hour":1,"activity":0,"percentage":0.0,"revenue":0.0})");
  CHECK(rows[23].dump() == R"({"hour":23,"activity":1,"percentage":33.33,"revenue":2.5})");
  CHECK(kpi["peak_hour"] == 0);
  CHECK(kpi["insights"] == nlohmann::ordered_json{"Most happens between 00:00 and 01:00 UTC: 67 % of the day"});
}

TEST_CASE("where only orders are there, the hours are theirs", "[kpi]") {
  Town town;
  town.orders({"o1,1,2025-03-01T12:10:00Z,10.00,delivered", "o2,1,2025-03-01T12:20:00Z,5.00,cancelled"}).open();
  const auto rows = town.kpi("hourly_pattern")["hourly_pattern"];
  CHECK(rows[12].dump() == R"({"hour":12,"activity":2,"percentage":100.0,"revenue":10.0})");
}

TEST_CASE("merchants that never sold and those that have stopped are told apart", "[kpi]") {
  Town town;
  town.add("merchants", {"M1,One,pizza,North,A,z1,2024-01-01", "M2,Two,sushi,North,A,z1,2024-01-01", "M3,Three,thai,North,A,z2,2024-01-01"})
      .add("transactions", {"t1,2025-03-31T12:00:00Z,1,M1,pizza,z1,10.00,captured", "t2,2025-03-01T12:00:00Z,1,M2,sushi,z1,10.00,captured",
                            "t3,2025-02-01T12:00:00Z,1,M2,sushi,z1,7.00,failed"})
      .open();
  const auto kpi = town.kpi("dormant_merchants");
  CHECK(kpi["total_merchants"] == 3);
  CHECK(kpi["never_active"] == 1);
  CHECK(kpi["never_active_rate"] == 33.33);
  CHECK(kpi["window_days"] == 30);
  CHECK(kpi["dormant_in_window"] == 2);  // 1 March noon is just outside of the 30 days up to 31 March noon
  CHECK(kpi["dormant_rate"] == 66.67);
  CHECK(kpi["never_active_merchants"].dump() == R"([{"merchant_id":"M3","category":"thai","zone":"z2"}])");
  REQUIRE(kpi["dormant_merchants"].size() == 1);
  CHECK(kpi["dormant_merchants"][0]["merchant_id"] == "M2");
  CHECK(kpi["dormant_merchants"][0]["revenue"] == 10.0);
  CHECK(kpi["insights"] == nlohmann::ordered_json{"1 of 3 merchants never had a transaction"});
}

TEST_CASE("the window of dormant merchants is a setting", "[kpi]") {
  Town town;
  town.house.set("dormant.days", "31");
  town.add("merchants", {"M1,One,pizza,North,A,z1,2024-01-01", "M2,Two,sushi,North,A,z1,2024-01-01"})
      .add("transactions", {"t1,2025-03-31T12:00:00Z,1,M1,pizza,z1,10.00,captured", "t2,2025-03-01T12:00:00Z,1,M2,sushi,z1,1.00,captured"})
      .open();
  const auto kpi = town.kpi("dormant_merchants");
  CHECK(kpi["window_days"] == 31);
  CHECK(kpi["dormant_in_window"] == 0);
}

TEST_CASE("sales by place add up to the same at each level, the unknown among them", "[kpi]") {
  Town town;
  town.add("customers", {"1,A,,,1990-01-01,2024-01-01,North,Ulm,z1", "2,B,,,1990-01-01,2024-01-01,South,Bonn,z2"})
      .orders({"o1,1,2025-03-01T12:00:00Z,10.00,delivered", "o2,2,2025-03-01T12:00:00Z,5.00,delivered",
               "o3,2,2025-03-01T12:00:00Z,50.00,refunded", "o4,9,2025-03-01T12:00:00Z,1.00,delivered"})
      .open();
  const auto kpi = town.kpi("sales_by_geography");
  CHECK(kpi["regions"].dump() == R"([{"region":"North","orders":1,"revenue":10.0,"avg_order":10.0},)"
                                 R"({"region":"South","orders":1,"revenue":5.0,"avg_order":5.0},)"
                                 R"({"region":"unknown","orders":1,"revenue":1.0,"avg_order":1.0}])");
  CHECK(kpi["cities"][0].dump() == R"({"city":"Ulm","orders":1,"revenue":10.0,"avg_order":10.0})");
  for (const char* level : {"regions", "cities", "zones"}) {
    INFO(level);
    CHECK(kpi[level].size() == 3);
    CHECK(hundredths(kpi[level], "revenue") == 1600);
  }
  CHECK(kpi["total_revenue"] == 16.0);
  CHECK(kpi["insights"][0] == "Zone z1 brings 62 % of the revenue");  // 62.5, half to even
}

TEST_CASE("nothing loaded gives the same shapes, empty", "[kpi]") {
  Town town;
  town.open();
  CHECK(town.kpi("category_distribution").dump() == R"({"category_distribution":[],"total_categories":0,"insights":[]})");
  CHECK(town.kpi("sales_by_category").dump() == R"({"sales_by_category":[],"total_revenue":0.0,"insights":[]})");
  CHECK(town.kpi("sales_by_geography").dump() == R"({"regions":[],"cities":[],"zones":[],"total_revenue":0.0,"insights":[]})");
  const auto hours = town.kpi("hourly_pattern");
  CHECK(hours["hourly_pattern"].size() == 24);
  CHECK(hours["peak_hour"].is_null());
  CHECK(hours["insights"].empty());
  CHECK(town.kpi("dormant_merchants").dump() ==
        R"({"total_merchants":0,"never_active":0,"never_active_rate":0.0,"window_days":30,"dormant_in_window":0,"dormant_rate":0.0,)"
        R"("never_active_merchants":[],"dormant_merchants":[],"insights":[]})");
}
