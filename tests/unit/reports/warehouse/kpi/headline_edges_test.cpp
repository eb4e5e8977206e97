// The headline KPIs where there is little, nothing, or something odd to count; and that neither the order of rows nor their files matter.

#include <algorithm>
#include <random>

#include "tests/unit/reports/warehouse/loaded.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using Json = nlohmann::ordered_json;

namespace {

const std::string order_head = "order_id,customer_id,order_date_time,total_amount,status\n";

const std::vector<std::string> headline_kpis{"repeat_customers", "monthly_trends", "regional_revenue", "top_customers"};

std::string order(const std::string& id, const std::string& customer, const std::string& day, const std::string& total,
                  const std::string& status = "delivered") {
  return id + "," + customer + ",2025-" + day + "T12:00:00Z," + total + "," + status + "\n";
}

void check_nothing(Loaded& house) {
  CHECK(house.kpi("repeat_customers") ==
        Json::parse(R"({"repeat_customer_rate": 0.0, "total_repeat_customers": 0, "total_customers": 0, "revenue_by_repeat_customers": 0.0,
                        "avg_orders_per_repeat_customer": 0.0, "insights": []})"));
  CHECK(house.kpi("monthly_trends") ==
        Json::parse(R"({"monthly_trends": [], "total_months": 0, "avg_monthly_growth": 0.0, "insights": []})"));
  CHECK(house.kpi("regional_revenue") ==
        Json::parse(R"({"regional_revenue": [], "top_region": null, "total_regions": 0, "insights": []})"));
  CHECK(house.kpi("top_customers") == Json::parse(R"({"top_customers": [], "customer_segments": {"VIP": {"count": 0, "min_spend": 800},
                        "High Value": {"count": 0, "min_spend": 500}, "Regular": {"count": 0, "min_spend": 100}},
                        "customers_below_segments": 0, "insights": []})"));
}

}  // namespace

TEST_CASE("without any file the KPIs have their shape and zeros", "[kpi]") {
  Loaded house;
  check_nothing(house.open());
}

TEST_CASE("customers without orders, and orders that all came to nothing, are as no data", "[kpi]") {
  Loaded house;
  house.file("customers", "customer_id,region\n1,North\n2,South\n")
      .file("orders", order_head + order("A", "1", "01-01", "10.00", "cancelled") + order("B", "1", "01-01", "10.00", "Rejected") +
                          order("C", "2", "02-01", "10.00", "refunded") + order("D", "2", "02-01", "10.00", "FAILED"));
  check_nothing(house.open());
}

TEST_CASE("one order is one customer, one month and one region", "[kpi]") {
  Loaded house;
  house.file("customers", "customer_id,region\n7,North\n").file("orders", order_head + order("A", "7", "03-09", "99.99", "")).open();
  CHECK(house.kpi("repeat_customers")["total_customers"] == 1);
  CHECK(house.kpi("repeat_customers")["repeat_customer_rate"] == 0.0);
  const Json trends = house.kpi("monthly_trends");
  CHECK(trends["monthly_trends"] == Json::parse(R"([{"month": "2025-03", "revenue": 99.99, "orders": 1, "growth_rate": 0.0}])"));
  CHECK(trends["total_months"] == 1);
  CHECK(trends["avg_monthly_growth"] == 0.0);
  CHECK(house.kpi("regional_revenue")["regional_revenue"] ==
        Json::parse(R"([{"region": "North", "revenue": 99.99, "customers": 1, "avg_order": 99.99}])"));
  const Json top = house.kpi("top_customers");
  CHECK(top["top_customers"] == Json::parse(R"([{"customer_id": 7, "total_spent": 99.99, "orders": 1, "segment": null}])"));
  CHECK(top["customers_below_segments"] == 1);
}

TEST_CASE("orders whose customers no file tells of have no region, and their revenue is not lost", "[kpi]") {
  Loaded house;
  house.file("customers", "customer_id,region\n1,North\n2,\n")
      .file("orders", order_head + order("A", "1", "01-01", "10.00") + order("B", "2", "01-01", "30.00") + order("C", "9", "01-01", "5.00"))
      .open();
  const Json regions = house.kpi("regional_revenue");
  CHECK(regions["regional_revenue"] == Json::parse(R"([{"region": "Unknown", "revenue": 35.0, "customers": 2, "avg_order": 17.5},
                        {"region": "North", "revenue": 10.0, "customers": 1, "avg_order": 10.0}])"));
  CHECK(regions["top_region"] == "North");
  CHECK(regions["total_regions"] == 1);
  CHECK(regions["insights"] == Json::parse(R"(["North leads with 22 % of total revenue", "78 % of total revenue is of no known region"])"));
  Loaded alone;
  alone.file("orders", order_head + order("A", "1", "01-01", "10.00")).open();
  CHECK(alone.kpi("regional_revenue")["top_region"].is_null());
  CHECK(alone.kpi("regional_revenue")["total_regions"] == 0);
}

TEST_CASE("months between the first and the last are there without orders, and nothing grows from nothing", "[kpi]") {
  Loaded house;
  house
      .file("orders", order_head + order("A", "1", "01-31", "10.00") + order("B", "1", "04-01", "20.00") +
                          order("C", "1", "05-01", "25.00") + order("D", "1", "07-01", "80.00", "cancelled"))
      .open();
  const Json trends = house.kpi("monthly_trends");
  CHECK(trends["monthly_trends"] == Json::parse(R"([{"month": "2025-01", "revenue": 10.0, "orders": 1, "growth_rate": 0.0},
                        {"month": "2025-02", "revenue": 0.0, "orders": 0, "growth_rate": -1.0},
                        {"month": "2025-03", "revenue": 0.0, "orders": 0, "growth_rate": null},
                        {"month": "2025-04", "revenue": 20.0, "orders": 1, "growth_rate": null},
                        {"month": "2025-05", "revenue": 25.0, "orders": 1, "growth_rate": 0.25}])"));
  CHECK(trends["total_months"] == 5);
  CHECK(trends["avg_monthly_growth"] == -0.375);
  CHECK(trends["insights"] == Json::parse(R"(["Revenue grew in 1 of 2 months, by -37.5 % a month on average",
                                              "2025-05 was the strongest month, with 25.00 of revenue",
                                              "2 months between the first and the last had no revenue"])"));
}

TEST_CASE("months follow each other over the turn of a year", "[kpi]") {
  Loaded house;
  house.file("orders", order_head + "A,1,2024-11-30T23:59:59Z,10.00,\nB,1,2025-01-01T00:00:00Z,10.00,\n").open();
  Json months = Json::array();
  const Json trends = house.kpi("monthly_trends");
  for (const Json& month : trends["monthly_trends"]) months.push_back(month["month"]);
  CHECK(months == Json::parse(R"(["2024-11", "2024-12", "2025-01"])"));
}

TEST_CASE("who spent alike is ranked by orders, then by id, numbers before texts", "[kpi]") {
  Loaded house;
  std::string orders = order_head;
  for (const char* id : {"10", "9", "B-2", "007", "2"}) orders += order(std::string("one-") + id, id, "01-01", "50.00");
  orders += order("x", "77", "01-01", "20.00") + order("y", "77", "01-02", "30.00");
  house.file("orders", orders).open();
  Json ids = Json::array();
  const Json top = house.kpi("top_customers");
  for (const Json& customer : top["top_customers"]) ids.push_back(customer["customer_id"]);
  CHECK(ids == Json::parse(R"([77, 2, 9, 10, "007", "B-2"])"));
}

TEST_CASE("segments begin at their amounts, and nobody is counted twice or lost", "[kpi]") {
  Loaded house;
  const std::vector<std::pair<std::string, std::string>> people{{"1", "800.00"}, {"2", "799.99"}, {"3", "500.00"}, {"4", "499.99"},
                                                                {"5", "100.00"}, {"6", "99.99"},  {"7", "0.00"}};
  std::string orders = order_head;
  for (const auto& [id, spent] : people) orders += order("O" + id, id, "01-01", spent);
  house.file("orders", orders).open();
  const Json top = house.kpi("top_customers");
  Json segments = Json::array();
  for (const Json& customer : top["top_customers"]) segments.push_back(customer["segment"]);
  CHECK(segments == Json::parse(R"(["VIP", "High Value", "High Value", "Regular", "Regular", null, null])"));
  CHECK(top["customer_segments"] == Json::parse(R"({"VIP": {"count": 1, "min_spend": 800}, "High Value": {"count": 2, "min_spend": 500},
                                                    "Regular": {"count": 2, "min_spend": 100}})"));
  CHECK(top["customers_below_segments"] == 2);
}

TEST_CASE("an order without a customer, if it is kept, brings revenue and is nobody's", "[kpi]") {
  Loaded house;
  house.set("missing.orders.customer_id", "keep")
      .file("orders", order_head + order("A", "", "01-01", "10.00") + order("B", "1", "01-01", "5.00") + order("C", "1", "01-02", "5.00"))
      .open();
  CHECK(house.kpi("repeat_customers")["total_customers"] == 1);
  CHECK(house.kpi("repeat_customers")["revenue_by_repeat_customers"] == 10.0);
  CHECK(house.kpi("monthly_trends")["monthly_trends"][0]["revenue"] == 20.0);
}

TEST_CASE("neither the order of rows, nor how they are spread over files, changes a KPI", "[kpi]") {
  std::mt19937_64 random(42);
  std::vector<std::string> customers, orders;
  for (int i = 1; i <= 40; ++i)
    customers.push_back(std::to_string(i) + "," + std::vector<std::string>{"North", "South", "East"}[random() % 3] + "\n");
  for (int i = 1; i <= 300; ++i) {
    const std::string id = "O" + std::to_string(i), day = "0" + std::to_string(random() % 6 + 1) + "-" + std::to_string(random() % 18 + 10);
    orders.push_back(order(id, std::to_string(random() % 45 + 1), day,
                           std::to_string(random() % 200) + "." + std::to_string(random() % 90 + 10),
                           random() % 9 == 0 ? "cancelled" : "delivered"));
  }
  orders.insert(orders.end(), orders.begin(), orders.begin() + 20);  // copies, which count once wherever they stand
  std::vector<Json> first;
  for (const std::size_t files : {1u, 3u, 7u}) {
    Loaded house;
    for (const auto& [dataset, head, rows] :
         {std::tuple{"customers", std::string("customer_id,region\n"), &customers}, std::tuple{"orders", order_head, &orders}}) {
      std::vector<std::string> texts(files, head);
      for (std::size_t i = 0; i < rows->size(); ++i) texts[i % files] += (*rows)[i];
      for (std::size_t i = 0; i < files; ++i) house.file(dataset, texts[i], "folder" + std::to_string(i) + "/" + dataset + ".csv");
    }
    house.open();
    std::vector<Json> answers;
    for (const std::string& name : headline_kpis) answers.push_back(house.kpi(name));
    if (first.empty()) first = answers;
    CHECK(answers == first);
    CHECK(house.rows("select count(*) from fact_orders") == "300");
    std::shuffle(customers.begin(), customers.end(), random);
    std::shuffle(orders.begin(), orders.end(), random);
  }
  CHECK(first[0]["total_customers"].get<int>() > 40);
}
