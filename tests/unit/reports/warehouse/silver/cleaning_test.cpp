// The cleaning rules of silver, each on files of a few lines.

#include "reports/foundation/user_error.hpp"
#include "tests/unit/reports/warehouse/loaded.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

const std::string two_customers = "customer_id,region\n1,North\n2,South\n";
const std::string order_head = "order_id,customer_id,order_date_time,total_amount,status\n";
const std::string transaction_head = "transaction_id,timestamp,customer_id,merchant_id,category,zone,amount,status\n";

const char* const findings = "select dataset, line, kind, column_name, replace(action, ' ', '_') from silver.findings order by all";

}  // namespace

TEST_CASE("a word has one spelling over all datasets: the one that comes most often", "[quality]") {
  Loaded house;
  house.file("customers", "customer_id,region,zone\n1,north,Harbour\n2,North,harbour\n3, North ,old  town\n")
      .file("merchants", "merchant_id,zone\nM1,HARBOUR\nM2,Harbour\n")
      .file("transactions", transaction_head + "T1,2025-01-01T10:00:00Z,1,M1,Pizza,harbour,5.00,CAPTURED\n")
      .open();
  CHECK(house.rows("select customer_id, region, zone from silver.customers order by 1") ==
        "1 North Harbour\n2 North Harbour\n3 North old town");
  CHECK(house.rows("select zone from silver.merchants order by merchant_id") == "Harbour\nHarbour");
  CHECK(house.rows("select zone, status from silver.transactions") == "Harbour captured");
}

TEST_CASE("of spellings that come equally often the first by its bytes stands, whatever the order of rows", "[quality]") {
  const std::string rows[] = {"1,west\n", "2,West\n", "3,WEST\n"};
  for (const auto& order : {std::array{0, 1, 2}, std::array{2, 1, 0}, std::array{1, 2, 0}}) {
    Loaded house;
    std::string text = "customer_id,region\n";
    for (const int i : order) text += rows[i];
    house.file("customers", text).open();
    CHECK(house.rows("select distinct region from silver.customers") == "WEST");
  }
}

TEST_CASE("text is tidied, mail in lower case, numbers dialled", "[quality]") {
  Loaded house;
  house
      .file("customers",
            "customer_id,region,customer_name,mobile_number,email,birth_date,city\n"
            "1,North,Ada   B.  Ceder,0049 151-55,Ada@Example.COM,1990-01-02,New  Town\n")
      .open();
  CHECK(house.rows("select customer_name, mobile_number, email, birth_date, city from silver.customers") ==
        "Ada B. Ceder +4915155 ada@example.com 1990-01-02 New Town");
}

TEST_CASE("of equal ids the first of the first file stays, and a finding names the line of the other", "[quality]") {
  Loaded house;
  house.file("customers", "customer_id,region\n1,North\n2,South\n1,East\n")
      .file("customers", "customer_id,region\n2,West\n3,West\n")
      .file("orders", order_head + "A,1,2025-01-01T10:00:00Z,5.00,delivered\nA,1,2025-01-02T10:00:00Z,7.00,delivered\n")
      .open();
  CHECK(house.rows("select customer_id, region from silver.customers order by 1") == "1 North\n2 South\n3 West");
  CHECK(house.rows("select order_id, total from silver.orders") == "A 5.00");
  CHECK(house.rows(findings) ==
        "customers 2 duplicate customer_id removed\ncustomers 4 duplicate customer_id removed\norders 3 duplicate order_id removed");
  CHECK_THAT(house.rows("select reason from silver.findings where dataset = 'customers' and line = 2"),
             Catch::StartsWith("the id stands in line 3 of ") && Catch::EndsWith(".csv already"));
  CHECK(house.rows("select reason from silver.findings where dataset = 'orders'") == "the id stands in line 2 already");
}

TEST_CASE("records without id are no copies of each other", "[quality]") {
  Loaded house;
  house
      .file("transactions", transaction_head +
                                ",2025-01-01T10:00:00Z,1,M1,Pizza,Quay,5.00,captured\n"
                                ",2025-01-01T10:00:00Z,1,M1,Pizza,Quay,5.00,captured\n")
      .open();
  CHECK(house.rows(findings) == "transactions 2 missing_value transaction_id removed\ntransactions 3 missing_value transaction_id removed");
  CHECK(house.rows("select count(*) from silver.transactions") == "0");
}

TEST_CASE("an order without id, customer, time or total, or below zero, is left out", "[quality]") {
  Loaded house;
  house.file("customers", two_customers)
      .file("orders", order_head +
                          ",1,2025-01-01T10:00:00Z,1.00,delivered\nB,,2025-01-01T10:00:00Z,1.00,delivered\n"
                          "C,1,2025-02-30T10:00:00Z,1.00,delivered\nD,1,2025-01-01T10:00:00Z,,delivered\n"
                          "E,1,2025-01-01T10:00:00Z,-1.00,delivered\nF,1,2025-01-01T10:00:00Z,much,delivered\n"
                          "G,1,,1.00,delivered\nH,1,2025-01-01T10:00:00Z,0.00,\n")
      .open();
  CHECK(house.rows("select order_id, total, status from silver.orders") == "H 0.00 -");
  CHECK(house.rows(findings) ==
        "orders 2 missing_value order_id removed\norders 3 missing_value customer_id removed\norders 4 bad_date order_date_time removed\n"
        "orders 5 missing_value total_amount removed\norders 6 negative_amount total_amount removed\n"
        "orders 7 bad_number total_amount removed\norders 8 missing_value order_date_time removed");
}

TEST_CASE("a transaction without id, time or amount, or below zero, is left out; other gaps stay", "[quality]") {
  Loaded house;
  house
      .file("transactions", transaction_head +
                                ",2025-01-01T10:00:00Z,1,M1,Pizza,Quay,5.00,captured\n"
                                "T2,yesterday,1,M1,Pizza,Quay,5.00,captured\nT3,2025-01-01T10:00:00Z,1,M1,Pizza,Quay,,x\n"
                                "T4,2025-01-01T10:00:00Z,1,M1,Pizza,Quay,-0.01,captured\n"
                                "T5,2025-01-01T10:00:00Z,,,,,5.00,\n")
      .open();
  CHECK(house.rows("select transaction_id, customer_id, merchant_id, category, zone, amount, status from silver.transactions") ==
        "T5 - - - - 5.00 -");
  CHECK(house.rows("select is_revenue from fact_transactions") == "true");
}

TEST_CASE("a fault in a field that a record can do without costs the field alone", "[quality]") {
  Loaded house;
  house.file("customers", "customer_id,region,birth_date\n1,,1990-01-01\n2,North,31/31/2025\n,South,\n").open();
  CHECK(house.rows("select customer_id, region, birth_date from silver.customers order by 1") == "1 - 1990-01-01\n2 North -");
  CHECK(house.rows(findings) ==
        "customers 2 missing_value region kept\ncustomers 3 bad_date birth_date set_to_null\n"
        "customers 4 missing_value customer_id removed");
}

TEST_CASE("names of what is nowhere are found where there is a file to look them up in, and kept", "[quality]") {
  const std::string orders = order_head + "A,9,2025-01-01T10:00:00Z,5.00,delivered\nB,1,2025-01-01T10:00:00Z,5.00,delivered\n";
  const std::string transactions = transaction_head +
                                   "T1,2025-01-01T10:00:00Z,8,M9,Pizza,Quay,5.00,captured\n"
                                   "T2,2025-01-01T10:00:00Z,1,M1,Pizza,Quay,5.00,captured\n";
  Loaded alone;
  alone.file("orders", orders).file("transactions", transactions).open();
  CHECK(alone.rows(findings).empty());
  Loaded house;
  house.file("customers", two_customers)
      .file("merchants", "merchant_id\nM1\n")
      .file("orders", orders)
      .file("transactions", transactions)
      .open();
  CHECK(house.rows(findings) ==
        "orders 2 broken_reference customer_id kept\ntransactions 2 broken_reference customer_id kept\n"
        "transactions 2 broken_reference merchant_id kept");
  CHECK(house.rows("select count(*) from silver.orders") == "2");
  CHECK(house.rows("select count(*) from silver.transactions") == "2");
}

TEST_CASE("a record that is referred to is there however faulty it is", "[quality]") {
  Loaded house;
  house.file("customers", "customer_id,region\n1,\n1,North\n")
      .file("orders", order_head + "A,1,2025-01-01T10:00:00Z,5.00,delivered\n")
      .open();
  CHECK(house.rows("select count(*) from silver.broken_references") == "0");
}

TEST_CASE("an order of nobody belongs to the one customer who has its number", "[quality]") {
  const std::string people =
      "customer_id,region,zone,mobile_number\n1,North,Quay,+49 151 1\n2,South,Mill,0049151 2\n3,East,Hill,+491513\n4,West,Hill,+491513\n";
  Loaded house;
  house.set("missing.orders.customer_id", "keep")
      .file("customers", people)
      .file("orders",
            "order_id,customer_id,mobile_number,order_date_time,total_amount\n"
            "A,99,+491511,2025-01-01T10:00:00Z,5.00\nB,98,+491513,2025-01-01T10:00:00Z,5.00\n"
            "C,1,+491512,2025-01-01T10:00:00Z,5.00\nD,,+49 151-2,2025-01-01T10:00:00Z,5.00\n")
      .open();
  CHECK(house.rows("select order_id, customer_id, region, zone from fact_orders order by 1") ==
        "A 1 North Quay\nB 98 - -\nC 1 North Quay\nD 2 South Mill");
  CHECK(house.rows("select order_id, customer_id from silver.orders where order_id = 'A'") == "A 99");
}

TEST_CASE("items are one row each, categories in the spelling of merchants where they have it", "[quality]") {
  Loaded house;
  house.file("merchants", "merchant_id,category\nM1,Pizza\n")
      .file(
          "orders",
          "order_id,customer_id,order_date_time,total_amount,items\n"
          "A,1,2025-01-01T10:00:00Z,14.50,\"[{\"\"sku\"\":\"\"P1\"\",\"\"category\"\":\"\"PIZZA\"\",\"\"quantity\"\":2,\"\"price\"\":5.00},"
          "{\"\"sku\"\":\"\"S1\"\",\"\"category\"\":\"\"Poke  bowls\"\",\"\"quantity\"\":1,\"\"price\"\":4.50}]\"\n"
          "B,1,2025-01-01T10:00:00Z,3.00,\nC,1,2025-01-01T10:00:00Z,3.00,[]\n")
      .open();
  CHECK(house.rows("select order_id, sku, category, quantity, price from silver.order_items order by 1, 2") ==
        "A P1 Pizza 2 5.00\nA S1 Poke bowls 1 4.50");
}
