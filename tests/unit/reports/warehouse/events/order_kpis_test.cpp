// The KPIs of what becomes of orders: fulfilment, volume, cancellations, reviews and refunds, from events and from files.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/events/event_house.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using nlohmann::json;

namespace {

using Texts = std::vector<std::string>;

constexpr double hour = 3600;

void place(EventHouse& house, const std::string& order, double when, const std::string& zone = "harbour",
           const std::string& total = "10.00") {
  Fields fields{{"total", total}, {"currency", "'EUR'"}};
  if (!zone.empty()) fields["zone"] = quoted(zone);
  house.event("order.placed", order, at(when), fields);
}

void end(EventHouse& house, const std::string& order, const std::string& type, double when, Fields fields = {}) {
  house.event(type, order, at(when), std::move(fields));
}

/// Records of a file of transactions, status and amount each.
void transactions(EventHouse& house, const std::vector<std::pair<std::string, std::string>>& records) {
  house.house().session().run(
      "insert into bronze.files values (1, 'transactions', 't/t.csv', 't', 'csv', 'sha1', 1, 1, 9, 0, timestamp '2026-06-01')");
  int line = 1;
  for (const auto& [status, amount] : records) {
    ++line;
    house.house().session().run(
        fmt::format("insert into bronze.transactions values (1, {0}, {0}, 't{0}', {1}, null, null, null, 'station', {2}, '{3}')", line,
                    at(line), amount, status));
  }
}

}  // namespace

TEST_CASE("fulfilment is judged on the orders that should have ended", "[kpi]") {
  EventHouse house;
  house.log("a");
  place(house, "delivered", 0);
  end(house, "delivered", "order.delivered", 900);
  place(house, "refunded", 0);
  end(house, "refunded", "order.delivered", 900);
  end(house, "refunded", "payment.refunded", 1900, {{"amount", "10.00"}});
  place(house, "cancelled", 0, "station");
  end(house, "cancelled", "order.cancelled", 60);
  place(house, "rejected", 0, "station");
  end(house, "rejected", "order.rejected", 60);
  place(house, "forgotten", 0, "");    // in the hour that ends at 13:00
  place(house, "early enough", hour);  // in the one that ends at 14:00
  place(house, "last", 3 * hour);      // at 15:00
  house.open();
  CHECK(house.kpi("fulfilment_rate") ==
        json::parse(R"({"fulfilment_rate": 40.0, "placed": 7, "due": 5, "fulfilled": 2, "refunded": 1, "cancelled": 1,
    "rejected": 1, "overdue": 1, "under_way": 2,
    "by_zone": [{"zone": "harbour", "due": 2, "fulfilled": 2, "fulfilment_rate": 100.0},
                {"zone": "station", "due": 2, "fulfilled": 0, "fulfilment_rate": 0.0}],
    "insights": ["40 % of the orders that should have ended were delivered", "Zone station fulfils least: 0.00 %",
                 "1 orders are overdue: nothing tells how they ended"]})"));
}

TEST_CASE("how long an order may be under way is a setting", "[kpi]") {
  const auto overdue = [](const char* minutes) {
    EventHouse house;
    house.house().set("fulfilment.grace_minutes", minutes);
    house.log("a");
    place(house, "first", 0);
    place(house, "last", 3 * hour);
    house.open();
    return house.kpi("fulfilment_rate")["overdue"].get<int>();
  };
  CHECK(overdue("120") == 1);
  CHECK(overdue("121") == 0);
  CHECK(overdue("0") == 1);
}

TEST_CASE("each source has its own newest order", "[kpi]") {
  EventHouse house;
  house.log("a");
  place(house, "old city", 0);
  house.log("b");
  place(house, "new city", 90 * 24 * hour);
  house.open();
  CHECK(house.kpi("fulfilment_rate")["under_way"] == 2);
  CHECK(house.kpi("fulfilment_rate")["fulfilment_rate"].is_null());
}

TEST_CASE("orders are counted by day and hour, with the revenue that counts", "[kpi]") {
  EventHouse house;
  house.log("a");
  place(house, "o1", 0, "harbour", "10.10");
  place(house, "o2", 60, "harbour", "0.20");
  place(house, "o3", hour, "harbour", "5.00");
  end(house, "o3", "order.cancelled", hour + 60);
  place(house, "o4", 24 * hour, "harbour", "1.00");
  house.open();
  const json all = house.kpi("order_volume");
  CHECK(all["orders"] == 4);
  CHECK(all["days"] == 2);
  CHECK(all["orders_per_day"] == 2.0);
  CHECK(all["peak_day"] == "2026-03-01");
  CHECK(all["peak_hour"] == 12);
  CHECK(all["by_day"] ==
        json::parse(R"([{"day": "2026-03-01", "orders": 3, "revenue": 10.30}, {"day": "2026-03-02", "orders": 1, "revenue": 1.00}])"));
  REQUIRE(all["by_hour"].size() == 24);
  CHECK(all["by_hour"][12] == json::parse(R"({"hour": 12, "orders": 3, "revenue": 11.30})"));
  CHECK(all["by_hour"][13] == json::parse(R"({"hour": 13, "orders": 1, "revenue": 0.00})"));
  CHECK(all["by_hour"][3] == json::parse(R"({"hour": 3, "orders": 0, "revenue": 0.00})"));
  CHECK(all["insights"] ==
        json::parse(R"(["The busiest hour is 12:00 UTC with 75 % of all orders", "The busiest day is 2026-03-01 with 3 orders"])"));
  CHECK_THAT(house.kpi_text("order_volume"), Catch::Contains("\"revenue\": 10.30"));
  CHECK(house.lines("select date, year_month, quarter, day_of_week, weekend from dim_date order by date") ==
        Texts{"2026-03-01 2026-03 1 7 true", "2026-03-02 2026-03 1 1 false"});
}

TEST_CASE("reasons are counted in one spelling, the rarest together", "[kpi]") {
  EventHouse house;
  house.log("a");
  for (int i = 0; i < 4; ++i)
    end(house, "late" + std::to_string(i), "order.cancelled", i, {{"reason", i % 2 == 0 ? "'Too  Late '" : "'too late'"}});
  end(house, "silent", "order.cancelled", 0, {{"reason", "''"}});
  end(house, "sold out", "order.rejected", 0, {{"reason", "'sold out'"}});
  end(house, "sold out", "payment.authorised", 0);
  for (int i = 0; i < 20; ++i) end(house, "rare" + std::to_string(i), "order.cancelled", 0, {{"reason", fmt::format("'zz {:02}'", i)}});
  house.open();
  const json all = house.kpi("cancellation_reasons");
  CHECK(all["lost_orders"] == 26);
  CHECK(all["cancelled"] == 25);
  CHECK(all["rejected"] == 1);
  REQUIRE(all["reasons"].size() == 22);
  CHECK(all["reasons"][0] == json::parse(R"({"status": "cancelled", "reason": "too late", "orders": 4, "share": 15.38})"));
  CHECK(all["reasons"][1] == json::parse(R"j({"status": "cancelled", "reason": "(none given)", "orders": 1, "share": 3.85})j"));
  CHECK(all["reasons"][20] == json::parse(R"j({"status": "cancelled", "reason": "(other)", "orders": 2, "share": 7.69})j"));
  CHECK(all["reasons"][21] == json::parse(R"({"status": "rejected", "reason": "sold out", "orders": 1, "share": 3.85})"));
  CHECK(all["by_stage"] ==
        json::parse(R"([{"stage": "placed", "cancelled": 25, "rejected": 0}, {"stage": "paid", "cancelled": 0, "rejected": 1}])"));
  CHECK(all["insights"] == json::parse(R"(["15 % of lost orders were lost for one reason: too late"])"));
}

TEST_CASE("stars have a mean, a share and all five rows", "[kpi]") {
  EventHouse house;
  house.log("a");
  const std::vector<std::string> stars{"5", "5", "4", "2", ""};
  for (std::size_t i = 0; i < stars.size(); ++i) {
    const std::string order = "o" + std::to_string(i);
    house.event("order.assigned", order, at(0), {{"courier_id", "'1'"}, {"promised_at", at(i == 3 ? 50 : 1000)}});
    house.event("order.delivered", order, at(100), {{"zone", i < 2 ? "'north'" : "'south'"}});
    if (!stars[i].empty()) house.event("order.reviewed", order, at(200), {{"stars", stars[i]}});
  }
  place(house, "under way", 0);
  house.open();
  CHECK(house.kpi("satisfaction") == json::parse(R"({"reviews": 4, "mean_stars": 4.0, "satisfied_rate": 75.0, "review_rate": 80.0,
    "by_stars": [{"stars": 1, "reviews": 0}, {"stars": 2, "reviews": 1}, {"stars": 3, "reviews": 0}, {"stars": 4, "reviews": 1},
                 {"stars": 5, "reviews": 2}],
    "by_zone": [{"zone": "north", "reviews": 2, "mean_stars": 5.0}, {"zone": "south", "reviews": 2, "mean_stars": 3.0}],
    "insights": ["75 % of reviews give four or five stars", "Who waits longer than promised gives 2.00 stars, who does not 4.67"]})"));
}

TEST_CASE("refunds of events are of what was settled", "[kpi]") {
  EventHouse house;
  house.log("a");
  const auto pay = [&](const std::string& order, const std::string& type, const std::string& amount) {
    house.event("payment." + type, order, at(0), {{"amount", amount}, {"method", "'card'"}, {"zone", "'harbour'"}});
  };
  pay("o1", "captured", "10.00");
  pay("o2", "captured", "30.00");
  pay("o2", "refunded", "30.00");
  pay("o3", "captured", "20.00");
  pay("o4", "failed", "99.00");
  pay("o5", "pending", "99.00");
  house.open();
  CHECK(house.kpi("refunds") ==
        json::parse(R"({"refunds": 1, "refunded_amount": 30.0, "refund_rate": 33.33, "refunded_amount_rate": 50.0, "payments": 5,
    "failed": 1, "failure_rate": 20.0, "by_zone": [{"zone": "harbour", "refunds": 1, "refunded_amount": 30.0, "refund_rate": 33.33}],
    "insights": ["50.00 % of the money taken was given back, in 1 refunds"]})"));
  CHECK(house.lines("select order_id, status, refunded_amount from fact_payments where status in ('refunded', 'failed') order by 1") ==
        Texts{"o2 refunded 30.00", "o4 failed -"});
}

TEST_CASE("where there are transactions, refunds are theirs", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.event("payment.captured", "o1", at(0), {{"amount", "1000.00"}});
  transactions(house, {{"captured", "7.50"}, {"refunded", "2.50"}, {"failed", "2.50"}, {"captured", "10.00"}});
  house.open();
  const json all = house.kpi("refunds");
  CHECK(all["refunds"] == 1);
  CHECK(all["refunded_amount"] == 2.5);
  CHECK(all["refunded_amount_rate"] == 12.5);
  CHECK(all["payments"] == 4);
  CHECK(all["failure_rate"] == 25.0);
  CHECK(all["by_zone"][0]["zone"] == "station");
}

TEST_CASE("without orders every KPI of orders has its shape, with zeros and no rates", "[kpi]") {
  EventHouse house;
  house.open();
  CHECK(house.kpi("fulfilment_rate") ==
        json::parse(R"({"fulfilment_rate": null, "placed": 0, "due": 0, "fulfilled": 0, "refunded": 0, "cancelled": 0,
    "rejected": 0, "overdue": 0, "under_way": 0, "by_zone": [], "insights": []})"));
  const json volume = house.kpi("order_volume");
  CHECK(volume["orders"] == 0);
  CHECK(volume["orders_per_day"] == 0.0);
  CHECK(volume["peak_day"].is_null());
  CHECK(volume["by_day"] == json::array());
  CHECK(volume["by_hour"].size() == 24);
  CHECK(volume["insights"] == json::array());
  CHECK(house.kpi("cancellation_reasons") ==
        json::parse(R"({"lost_orders": 0, "cancelled": 0, "rejected": 0, "reasons": [], "by_stage": [], "insights": []})"));
  const json stars = house.kpi("satisfaction");
  CHECK(stars["reviews"] == 0);
  CHECK(stars["mean_stars"].is_null());
  CHECK(stars["by_stars"].size() == 5);
  CHECK(stars["insights"] == json::array());
  CHECK(house.kpi("refunds") ==
        json::parse(R"({"refunds": 0, "refunded_amount": 0.0, "refund_rate": null, "refunded_amount_rate": null, "payments": 0,
    "failed": 0, "failure_rate": null, "by_zone": [], "insights": []})"));
}
