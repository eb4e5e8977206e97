// The features of customers, their scaling and encoding, and outliers.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/town.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

std::string born(int id, const std::string& date, const std::string& region = "North", const std::string& zone = "z1") {
  return std::to_string(id) + ",Name,,," + date + ",2024-01-01," + region + ",Ulm," + zone;
}

}  // namespace

TEST_CASE("age is counted on the day of the newest order, and falls into its group", "[kpi]") {
  Town town;
  town.add("customers", {born(1, "2007-03-01"), born(2, "2007-03-02"), born(3, "2000-03-01"), born(4, "2000-03-02"), born(5, "1960-03-01"),
                         born(6, ""), born(7, "1890-01-01"), born(8, "1970-07-01")})
      .orders({"o1,1,2025-03-01T12:00:00Z,10.00,delivered", "o2,2,2026-01-01T12:00:00Z,10.00,cancelled"})
      .open();
  CHECK(town.ask("select customer_id, age, age_group from customer_features order by customer_id") ==
        Lines{"1 18 18-24", "2 17 unknown", "3 25 25-34", "4 24 18-24", "5 65 65+", "6 - unknown", "7 135 unknown", "8 54 45-54"});
  CHECK(town.ask("select distinct reference_day from customer_features") == Lines{"2025-03-01"});
}

TEST_CASE("frequency, recency, spend, hours and zone are of the orders that count", "[kpi]") {
  Town town;
  town.add("customers", {born(1, "1990-01-01"), born(2, "1990-01-01")})
      .orders({"o1,1,2025-01-01T03:59:59Z,10.00,delivered", "o2,1,2025-01-10T12:00:00Z,20.01,delivered",
               "o3,1,2025-01-10T20:00:00Z,5.00,refunded", "o4,7,2025-01-30T23:00:00Z,1.00,delivered"})
      .open();
  // Customer 1: two orders in the thirty days from the first to the newest order of all.
  CHECK(town.ask("select orders, order_frequency, recency_days, spend, mean_basket, hours_0_3, hours_12_15, hours_20_23, favourite_zone, "
                 "favourite_zone_share from customer_features order by customer_id") ==
        Lines{"2 2.0000 20 30.01 15.01 0.5000 0.5000 0.0000 z1 1.0000", "0 0.0000 - 0.00 0.00 0.0000 0.0000 0.0000 - 0.0000",
              "1 30.0000 0 1.00 1.00 0.0000 0.0000 1.0000 - 0.0000"});
}

TEST_CASE("scaled columns lie between 0 and 1, around 0, and around the median", "[kpi]") {
  Town town;
  town.add("customers", {born(1, "1990-01-01"), born(2, "1990-01-01"), born(3, "1990-01-01"), born(4, "1990-01-01")})
      .orders({"o1,1,2025-01-01T12:00:00Z,10.00,delivered", "o2,2,2025-01-01T12:00:00Z,20.00,delivered",
               "o3,3,2025-01-01T12:00:00Z,30.00,delivered", "o4,4,2025-01-01T12:00:00Z,60.00,delivered"})
      .open();
  CHECK(town.ask("select round(spend_min_max, 4), round(spend_z, 4), round(spend_robust, 4) from customer_features_encoded order by "
                 "customer_id") == Lines{"0.0 -0.9258 -0.5", "0.2 -0.4629 0.0", "0.4 0.0 0.5", "1.0 1.3887 2.0"});
}

TEST_CASE("a column that is the same for all is 0 and divides by nothing", "[kpi]") {
  Town town;
  town.add("customers", {born(1, "1990-01-01"), born(2, "1990-01-01")}).open();
  CHECK(town.ask("select age_min_max, age_z, age_robust, spend_min_max, spend_z, recency_days_z, recency_days_missing "
                 "from customer_features_encoded") == Lines{"0.0 0.0 0.0 0.0 0.0 0.0 1", "0.0 0.0 0.0 0.0 0.0 0.0 1"});
}

TEST_CASE("what is not known takes the median and is marked", "[kpi]") {
  Town town;
  town.add("customers", {born(1, "2005-01-01"), born(2, "1995-01-01"), born(3, "1985-01-01"), born(4, "")})
      .orders({"o1,1,2025-01-01T12:00:00Z,10.00,delivered"})
      .open();
  CHECK(town.ask(
            "select age_missing, round(age_min_max, 4), age_z from customer_features_encoded where customer_id in ('2', '4') order by 1") ==
        Lines{"0 0.5 0.0", "1 0.5 0.0"});
}

TEST_CASE("age groups and regions are one-hot, zones are targets drawn to the mean of all", "[kpi]") {
  Town town;
  town.house.set("encode.smoothing", "2");
  town.add("customers", {born(1, "2005-01-01", "North", "z1"), born(2, "", "South", "z2"), born(3, "1950-01-01", "South", "z2")})
      .orders({"o1,1,2025-01-01T12:00:00Z,90.00,delivered"})
      .open();
  CHECK(
      town.ask("select age_group_ordinal, age_group_18_24, age_group_65_up, age_group_unknown, region_1, region_2, region_3, region_other, "
               "zone_target from customer_features_encoded order by customer_id") ==
      Lines{"1 1 0 0 0 1 0 0 50.0000", "0 0 0 1 1 0 0 0 15.0000", "6 0 1 0 1 0 0 0 15.0000"});
  CHECK(town.ask("select feature, category, position, customers from feature_categories where feature <> 'age_group' order by 1, 3") ==
        Lines{"region South 1 2", "region North 2 1", "zone z2 1 2", "zone z1 2 1"});
}

TEST_CASE("the ninth region and those behind it are one column", "[kpi]") {
  Town town;
  Lines rows;
  for (int i = 1; i <= 10; ++i) rows.push_back(born(i, "1990-01-01", "R" + std::to_string(100 + i)));
  town.add("customers", rows).open();
  CHECK(town.ask("select sum(region_1), sum(region_8), sum(region_other), count(*) from customer_features_encoded") == Lines{"1 1 2 10"});
}

TEST_CASE("a value far away is an outlier by each rule that says so, and stays where it is", "[kpi]") {
  Town town;
  Lines rows;
  for (int i = 0; i < 20; ++i)
    rows.push_back("t" + std::to_string(i) + ",2025-03-01T12:00:00Z,1,M1,pizza,z1," + (i % 2 == 0 ? "9.00" : "11.00") + ",captured");
  rows.push_back("far,2025-03-01T12:00:00Z,1,M1,pizza,z1,1000.00,captured");
  town.add("transactions", rows).open();
  CHECK(town.ask("select dataset, column_name, id, rule from outliers where dataset = 'transactions' order by rule") ==
        Lines{"transactions amount far iqr", "transactions amount far robust", "transactions amount far z"});
  CHECK(town.ask("select count(*) from fact_transactions") == Lines{"21"});
}

TEST_CASE("spreads are those of a sample, with the smallest value at or below which a share lies", "[kpi]") {
  Town town;
  Lines rows;
  for (const char* amount : {"1.00", "2.00", "3.00", "4.00", "10.00"})
    rows.push_back("t" + std::to_string(rows.size()) + ",2025-03-01T12:00:00Z,1,M1,pizza,z1," + amount + ",captured");
  town.add("transactions", rows).open();
  CHECK(town.ask("select known, lowest, highest, mean, deviation, lower_quartile, median, upper_quartile, mad from spreads "
                 "where dataset = 'transactions'") == Lines{"5 1.0000 10.0000 4.000000 3.535534 2.0000 3.0000 4.0000 1.0000"});
}
