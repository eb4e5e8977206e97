// Orders that are told of by files, by events and by a target's store: each counts once.

#include "tests/unit/reports/warehouse/loaded.hpp"
#include "tests/unit/reports/warehouse/records.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

const std::string order_head = "order_id,customer_id,order_date_time,total_amount,status\n";

std::string event(int seq, const std::string& order, const std::string& type, const std::string& members) {
  return R"({"seq":)" + std::to_string(seq) + R"(,"id":")" + order + "." + std::to_string(seq) + R"(","type":")" + type +
         R"(","at":"2026-11-21T06:30:00Z","order":")" + order + R"(","restaurant":7,"zone":"quay")" + members + "}\n";
}

std::string placed(int seq, const std::string& order, int total) {
  return event(seq, order, "order.placed", R"(,"customer":"1","total":)" + std::to_string(total) + R"(,"currency":"EUR")");
}

const char* const facts = "select order_id, origin, zone, region, status, total, revenue_counts from fact_orders order by order_id, origin";

}  // namespace

TEST_CASE("of an order in a file, in events and in a store of one folder the file's word counts, then the events'", "[quality]") {
  Loaded house;
  const std::filesystem::path folder = std::filesystem::path(house.folder()) / "city";
  write_orders(folder, {{"a", "delivered", 101, half_past_six}, {"b", "delivered", 202, half_past_six}, {"c", "paid", 303, half_past_six}});
  house.file("customers", "customer_id,region,zone\n1,North,mill\n")
      .file("orders", order_head + "a,1,2026-11-21T06:30:00Z,1.00,delivered\n", "city/orders.csv")
      .file("events", placed(1, "a", 110) + placed(2, "b", 220) + event(3, "b", "order.cancelled", R"(,"reason":"")"), "city/events.jsonl");
  house.house().add_orders(folder);
  house.open();
  CHECK(house.rows(facts) ==
        "a file mill North delivered 1.00 true\nb event quay North cancelled 2.20 false\nc store harbour - paid 3.03 true");
  CHECK(house.rows("select id, restaurant, total_minor, currency from orders order by id") == "a - 100 -\nb 7 220 EUR\nc 7 303 EUR");
}

TEST_CASE("equal ids of different folders are different orders, unless both are files'", "[quality]") {
  Loaded house;
  write_orders(std::filesystem::path(house.folder()) / "target", {{"a", "delivered", 100, half_past_six}});
  house.file("orders", order_head + "a,1,2026-11-21T06:30:00Z,5.00,delivered\n", "one/orders.csv")
      .file("orders", order_head + "a,1,2026-11-21T06:30:00Z,6.00,delivered\n", "two/orders.csv")
      .file("events", placed(1, "a", 700), "three/events.jsonl");
  house.house().add_orders(std::filesystem::path(house.folder()) / "target");
  house.open();
  CHECK(house.rows("select origin, total from fact_orders order by 1") == "event 7.00\nfile 5.00\nstore 1.00");
}

TEST_CASE("an order's status decides whether it is revenue, in whatever case it is written", "[quality]") {
  Loaded house;
  std::string orders = order_head;
  for (const char* status : {"delivered", "Cancelled", "REJECTED", "refunded", "failed", "placed", "", "Picked  Up"})
    orders += std::string(status) + "-1,1,2026-11-21T06:30:00Z,1.00," + status + "\n";
  house.file("orders", orders).open();
  CHECK(house.rows("select coalesce(status, 'none'), revenue_counts from fact_orders order by 1") ==
        "cancelled false\ndelivered true\nfailed false\nnone true\npicked up true\nplaced true\nrefunded false\nrejected false");
}

TEST_CASE("only captured money of transactions is revenue, and money of no known state", "[quality]") {
  Loaded house;
  std::string text = "transaction_id,timestamp,amount,status\n";
  for (const char* status : {"captured", "failed", "refunded", "pending", "authorised", ""})
    text += std::string("T") + status + ",2025-01-01T10:00:00Z,1.00," + status + "\n";
  house.file("transactions", text).open();
  CHECK(house.rows("select coalesce(status, 'none'), is_revenue from fact_transactions order by 1") ==
        "authorised false\ncaptured true\nfailed false\nnone true\npending false\nrefunded false");
}

TEST_CASE("an event of an order that nobody placed is found, those of placed and of filed orders are not", "[quality]") {
  Loaded house;
  house.file("orders", order_head + "filed,1,2026-11-21T06:30:00Z,5.00,delivered\n", "city/orders.csv")
      .file("events",
            placed(1, "a", 100) + event(2, "a", "order.accepted", "") + event(3, "lost", "order.accepted", "") +
                event(4, "lost", "payment.pending", R"(,"amount":5)") + event(5, "filed", "order.delivered", ""),
            "city/events.jsonl")
      .open();
  CHECK(house.rows("select line, kind, column_name, action from silver.findings order by line") ==
        "3 broken_reference order_id kept\n4 broken_reference order_id kept");
}

TEST_CASE("an event told twice is a copy, one with the same id after a reset of the city is not", "[quality]") {
  const std::string reset = R"({"seq":2,"id":"city-1-1.1","type":"city.reset","at":"2026-11-21T06:31:00Z"})";
  Loaded house;
  house
      .file("events",
            placed(1, "a", 100) + placed(1, "a", 100) + reset + "\n" +
                R"({"seq":3,"id":"a.1","type":"order.placed","at":"2026-11-21T06:32:00Z","order":"a","total":900})" + "\n",
            "city/events.jsonl")
      .open();
  CHECK(house.rows("select dataset, line, first_line from silver.duplicates") == "events 2 1");
  CHECK(house.rows("select total from fact_orders order by 1") == "1.00\n9.00");
}

TEST_CASE("zones know the region that most of their people live in, regions how many they are", "[quality]") {
  Loaded house;
  house.file("customers", "customer_id,region,zone,city\n1,North,quay,A\n2,North,quay,B\n3,South,quay,B\n4,South,mill,\n5,West,,\n")
      .file("merchants", "merchant_id,region,zone,category\nM1,South,mill,Pizza\nM2,North,hill,sushi\n")
      .open();
  CHECK(house.rows("select zone, region, city from dim_zone order by 1") == "hill North -\nmill South -\nquay North B");
  CHECK(house.rows("select region, customers, merchants from dim_region order by 1") == "North 2 1\nSouth 2 1\nWest 1 0");
  CHECK(house.rows("select category from dim_category order by 1") == "Pizza\nsushi");
  CHECK(house.rows("select count(*) from dim_customer") == "5");
  CHECK(house.rows("select merchant_id, zone from dim_merchant order by 1") == "M1 mill\nM2 hill");
}
