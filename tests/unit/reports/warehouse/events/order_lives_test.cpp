// What becomes of orders, from their events alone.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/events/event_house.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;

namespace {

using Texts = std::vector<std::string>;

/// A whole life, `begin` seconds in: paid after 10 s, accepted after 30 s, ready after 600 s, assigned after 620 s, delivered after 1,500
/// s.
void deliver(EventHouse& house, const std::string& order, double begin = 0) {
  house.event("order.placed", order, at(begin),
              {{"customer_id", "'c1'"}, {"merchant_id", "'7'"}, {"zone", "'harbour'"}, {"total", "19.06"}, {"currency", "'eur'"}});
  house.event("payment.pending", order, at(begin), {{"amount", "19.06"}});
  house.event("payment.authorised", order, at(begin + 10), {{"amount", "19.06"}, {"method", "'card'"}});
  house.event("order.accepted", order, at(begin + 30), {{"ready_by", at(begin + 590)}});
  house.event("payment.captured", order, at(begin + 30), {{"amount", "19.06"}, {"method", "'card'"}});
  house.event("order.preparing", order, at(begin + 40));
  house.event("order.ready", order, at(begin + 600));
  house.event("order.assigned", order, at(begin + 620), {{"courier_id", "'1'"}, {"promised_at", at(begin + 1400)}});
  house.event("order.picked_up", order, at(begin + 700), {{"courier_id", "'1'"}});
  house.event("order.delivered", order, at(begin + 1500), {{"courier_id", "'1'"}});
}

std::string clock(const std::string& column) { return "strftime(" + column + ", '%H:%M:%S')"; }

}  // namespace

TEST_CASE("the events of an order become one row with each time in its place", "[quality]") {
  EventHouse house;
  house.log("a");
  deliver(house, "o1");
  house.event("order.reviewed", "o1", at(2000), {{"stars", "5"}, {"words", "'still warm'"}});
  house.open();
  CHECK(house.lines("select source, era, order_id, customer_id, merchant_id, zone, courier_id, total, currency, status, stars, refunded, "
                    "payment_status, method, failed_attempts from silver.order_lives") ==
        Texts{"a 0 o1 c1 7 harbour 1 19.06 EUR delivered 5 false captured card 0"});
  std::string times;
  for (const char* name : {"placed_at", "paid_at", "accepted_at", "ready_by", "ready_at", "assigned_at", "promised_at", "picked_up_at",
                           "delivered_at", "reviewed_at"})
    times += (times.empty() ? "" : " || ' ' || ") + clock(name);
  CHECK(house.one("select " + times + " from silver.order_lives") ==
        "\"12:00:00 12:00:10 12:00:30 12:09:50 12:10:00 12:10:20 12:23:20 12:11:40 12:25:00 12:33:20\"");
  CHECK(house.one("select count(*) from silver.order_lives where cancelled_at is null and rejected_at is null and reason is null "
                  "and refunded_at is null and failed_at is null") == "1");
}

TEST_CASE("the status is the furthest that the events tell of", "[quality]") {
  const std::vector<std::pair<Texts, std::string>> lives{
      {{"order.placed"}, "placed -"},
      {{"order.placed", "payment.pending"}, "placed pending"},
      {{"order.placed", "payment.pending", "payment.failed"}, "failed failed"},
      {{"order.placed", "payment.failed", "payment.authorised"}, "paid authorised"},
      {{"order.placed", "payment.authorised", "order.accepted", "payment.captured"}, "accepted captured"},
      {{"order.placed", "order.preparing"}, "preparing -"},
      {{"order.placed", "order.ready", "order.assigned"}, "ready -"},
      {{"order.placed", "order.picked_up"}, "picked_up -"},
      {{"order.placed", "order.delivered"}, "delivered -"},
      {{"order.placed", "order.delivered", "order.reviewed"}, "delivered -"},
      {{"order.placed", "payment.captured", "order.delivered", "payment.refunded"}, "refunded refunded"},
      {{"order.placed", "payment.authorised", "order.cancelled", "payment.refunded"}, "cancelled refunded"},
      {{"order.placed", "order.rejected", "payment.refunded"}, "rejected refunded"},
  };
  EventHouse house;
  house.log("a");
  Texts expected;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    for (const std::string& type : lives[i].first) house.event(type, "o" + std::to_string(10 + i), at(static_cast<double>(i)));
    expected.push_back("o" + std::to_string(10 + i) + " " + lives[i].second);
  }
  house.open();
  CHECK(house.lines("select order_id, status, payment_status from silver.order_lives order by order_id") == expected);
}

TEST_CASE("the order of lines does not matter, late events least of all", "[quality]") {
  const Texts life{"order.placed", "payment.authorised", "order.accepted", "order.ready", "order.delivered"};
  Texts backwards(life.rbegin(), life.rend());
  EventHouse house;
  house.log("a");
  for (std::size_t i = 0; i < life.size(); ++i) house.event(life[i], "forth", at(static_cast<double>(60 * i)));
  for (std::size_t i = life.size(); i-- > 0;) house.event(life[i], "back", at(static_cast<double>(60 * i)));
  house.open();
  CHECK(house.one("select count(distinct (placed_at, paid_at, accepted_at, ready_at, delivered_at, status)) from silver.order_lives") ==
        "1");
  CHECK(house.one("select count(*) from silver.order_lives") == "2");
}

TEST_CASE("a log that begins in mid-life tells what it can", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.picked_up", "o1", at(700), {{"courier_id", "'4'"}, {"zone", "'station'"}});
  house.event("order.delivered", "o1", at(900), {{"courier_id", "'4'"}});
  house.open();
  CHECK(house.lines("select status, placed_at, customer_id, total, courier_id, zone from silver.order_lives") ==
        Texts{"delivered - - - 4 station"});
  CHECK(house.lines("select delivery_s, way_s, eta_error_s, hour from fact_deliveries") == Texts{"- 200.000 - -"});
  CHECK(house.kpi("delivery_time")["deliveries"] == 0);
}

TEST_CASE("an event whose time could not be read still counts for the status", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0));
  house.event("order.delivered", "o1", "", {{"courier_id", "'1'"}});
  house.open();
  CHECK(house.lines("select status, delivered_at from silver.order_lives") == Texts{"delivered -"});
  CHECK(house.one("select count(*) from fact_deliveries") == "0");
}

TEST_CASE("a duplicate changes nothing, wherever the copy stands", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0), {{"id", "'o1.1'"}, {"total", "5.00"}});
  house.event("payment.failed", "o1", at(1), {{"id", "'o1.2'"}});
  house.event("payment.failed", "o1", at(1), {{"id", "'o1.2'"}});
  house.event("order.placed", "o1", at(0), {{"id", "'o1.1'"}, {"total", "5.00"}});
  house.open();
  CHECK(house.one("select count(*) from silver.events") == "2");
  CHECK(house.lines("select failed_attempts, total from silver.order_lives") == Texts{"1 5.00"});
  CHECK(house.lines("select line, first_line from silver.duplicates order by line") == Texts{"3 2", "4 1"});
}

TEST_CASE("what happens twice counts with its first time, what may be tried again with its last", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0));
  house.event("order.placed", "o1", at(50));
  house.event("payment.failed", "o1", at(60), {{"method", "'card'"}});
  house.event("payment.failed", "o1", at(70), {{"method", "'card'"}});
  house.event("payment.authorised", "o1", at(80), {{"method", "'cash'"}});
  house.event("order.assigned", "o1", at(100), {{"courier_id", "'1'"}, {"promised_at", at(1000)}});
  house.event("order.assigned", "o1", at(200), {{"courier_id", "'2'"}, {"promised_at", at(900)}});
  house.event("order.delivered", "o1", at(950), {{"courier_id", "'2'"}});
  house.event("order.delivered", "o1", at(990), {{"courier_id", "'2'"}});
  house.open();
  CHECK(house.one("select " + clock("placed_at") + " || ' ' || " + clock("failed_at") + " || ' ' || " + clock("assigned_at") +
                  " || ' ' || " + clock("delivered_at") + " from silver.order_lives") == "\"12:00:00 12:01:10 12:03:20 12:15:50\"");
  CHECK(house.lines("select courier_id, method, failed_attempts, status from silver.order_lives") == Texts{"2 cash 2 delivered"});
  CHECK(house.one("select eta_error_s from fact_deliveries") == "50.000");
}

TEST_CASE("an order that was cancelled with a courier on the way is cancelled, and its courier known", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0));
  house.event("order.assigned", "o1", at(10), {{"courier_id", "'9'"}, {"promised_at", at(1000)}});
  house.event("order.cancelled", "o1", at(20), {{"reason", "'Call  +49 151 2345678 or ann@example.org '"}});
  house.open();
  CHECK(house.lines("select status, courier_id, reason from silver.order_lives") == Texts{"cancelled 9 Call *** or ***"});
  CHECK(house.kpi("cancellation_reasons")["by_stage"] ==
        nlohmann::json::parse(R"([{"stage": "assigned", "cancelled": 1, "rejected": 0}])"));
  CHECK(house.one("select count(*) from fact_deliveries") == "0");
}

TEST_CASE("equal ids in several sources are several orders", "[quality]") {
  EventHouse house;
  house.log("a");
  deliver(house, "o1");
  house.log("b");
  house.event("order.placed", "o1", at(5), {{"total", "3.00"}});
  house.log("a");
  house.event("order.reviewed", "o1", at(3000), {{"stars", "2"}});
  house.open();
  CHECK(house.lines("select source, order_id, status, total, stars from silver.order_lives order by source") ==
        Texts{"a o1 delivered 19.06 2", "b o1 placed 3.00 -"});
}

TEST_CASE("behind a reset of the city an id is another order's", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0), {{"seq", "1"}, {"id", "'o1.1'"}});
  house.event("order.delivered", "o1", at(600), {{"seq", "2"}, {"id", "'o1.2'"}, {"courier_id", "'1'"}});
  house.event("city.reset", "", at(700), {{"seq", "3"}, {"id", "'city-1-1.1'"}});
  house.event("order.placed", "o1", at(800), {{"seq", "4"}, {"id", "'o1.1'"}});
  house.log("b");
  house.event("order.placed", "o1", at(0), {{"seq", "9"}, {"id", "'o1.1'"}});
  house.open();
  CHECK(house.lines("select source, era, status from silver.order_lives order by source, era") ==
        Texts{"a 0 delivered", "a 1 placed", "b 0 placed"});
  CHECK(house.one("select count(*) from silver.duplicates") == "0");
}

TEST_CASE("money below zero is no money, and stars beyond five are none", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0), {{"total", "-5.00"}});
  house.event("payment.captured", "o1", at(1), {{"amount", "5.00"}});
  house.event("order.reviewed", "o1", at(2), {{"stars", "6"}});
  house.open();
  CHECK(house.lines("select total, stars from silver.order_lives") == Texts{"5.00 -"});
}

TEST_CASE("events of no order, of no type and of other types are in no order's life", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("customer.signed_up", "", at(0));
  house.event("courier.positions", "o1", at(1), {{"courier_id", "'1'"}});
  house.event("order.teleported", "o2", at(1));
  house.event("order.placed", "", at(1));
  house.open();
  CHECK(house.one("select count(*) from silver.events") == "4");
  CHECK(house.one("select count(*) from silver.order_lives") == "0");
}

TEST_CASE("files that are of another version are not looked at", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0));
  house.house().select_version();
  house.house().open();  // a version without any file
  CHECK(house.one("select count(*) from silver.events") == "0");
  CHECK(house.one("select count(*) from silver.order_lives") == "0");
  CHECK(house.kpi("fulfilment_rate")["placed"] == 0);
}

TEST_CASE("a reference to an order that nobody placed makes no order", "[quality]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(0), {{"total", "10.00"}});
  house.event("payment.captured", "nowhere", at(5), {{"amount", "99.00"}});
  house.open();
  CHECK(house.lines("select order_id, placed, total from silver.order_lives order by order_id") ==
        Texts{"nowhere false 99.00", "o1 true 10.00"});
  CHECK(house.lines("select order_id, total from fact_orders") == Texts{"o1 10.00"});
  CHECK(house.lines("select dataset, line, column_name from silver.broken_references") == Texts{"events 2 order_id"});
}
