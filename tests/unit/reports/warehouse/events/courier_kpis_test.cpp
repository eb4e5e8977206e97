// Shifts of couriers, and how much of them they have an order in hand.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/events/event_house.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using nlohmann::json;

namespace {

using Texts = std::vector<std::string>;

void shift(EventHouse& house, const std::string& courier, double began, double ended) {
  if (began >= 0) house.event("courier.shift_began", "", at(began), {{"courier_id", quoted(courier)}});
  if (ended >= 0) house.event("courier.shift_ended", "", at(ended), {{"courier_id", quoted(courier)}});
}

void carry(EventHouse& house, const std::string& order, const std::string& courier, double from, double to,
           const char* end = "order.delivered") {
  house.event("order.assigned", order, at(from), {{"courier_id", quoted(courier)}});
  house.event(end, order, at(to), {{"courier_id", quoted(courier)}});
}

/// Shifts in seconds after noon.
const char* const all_shifts =
    "select courier_id, cast(epoch(began_at) as bigint) - 1772366400, cast(epoch(ended_at) as bigint) - 1772366400, begin_known, end_known "
    "from silver.shifts order by courier_id, began_at";

}  // namespace

TEST_CASE("shifts pair their ends, and an end that is missing is made up for", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.event("customer.signed_up", "", at(0));
  shift(house, "1", 100, 200);
  shift(house, "1", 300, 400);
  shift(house, "2", -1, 150);   // began before the log
  shift(house, "3", 100, -1);   // still at work
  shift(house, "4", 100, -1);   // its end was lost ...
  shift(house, "4", 500, 600);  // ... before the next
  shift(house, "5", 100, 200);
  shift(house, "5", -1, 300);  // an end too many
  house.event("customer.signed_up", "", at(1000));
  house.open();
  CHECK(house.lines(all_shifts) == Texts{"1 100 200 true true", "1 300 400 true true", "2 0 150 false true", "3 100 1000 true false",
                                         "4 100 500 true false", "4 500 600 true true", "5 100 200 true true"});
}

TEST_CASE("a courier is busy from assignment to delivery, and two orders at once are one time", "[kpi]") {
  EventHouse house;
  house.log("a");
  shift(house, "1", 0, 3600);
  carry(house, "o1", "1", 100, 700);
  carry(house, "o2", "1", 400, 1000);  // carried along with o1
  carry(house, "o3", "1", 500, 600);   // inside of both
  carry(house, "o4", "1", 2000, 2900, "order.cancelled");
  house.open();
  CHECK(house.lines("select orders, seconds_apart(began_at, ended_at) from silver.busy_times order by began_at") ==
        Texts{"3 900.000", "1 900.000"});
  const json all = house.kpi("courier_utilisation");
  CHECK(all["utilisation_rate"] == 50.0);
  CHECK(all["couriers"] == 1);
  CHECK(all["shifts"] == 1);
  CHECK(all["shift_hours"] == 1.0);
  CHECK(all["busy_hours"] == 0.5);
  CHECK(all["deliveries"] == 3);
  CHECK(all["deliveries_per_shift_hour"] == 3.0);
  CHECK(all["busiest_couriers"] ==
        json::parse(R"([{"courier_id": "1", "deliveries": 3, "shift_hours": 1.00, "utilisation_rate": 50.00}])"));
  CHECK(all["insights"] == json::parse(R"(["Couriers have an order in hand for 50 % of their shifts"])"));
}

TEST_CASE("orders that follow each other without a pause are one stretch", "[kpi]") {
  EventHouse house;
  house.log("a");
  shift(house, "1", 0, 100);
  carry(house, "o1", "1", 0, 30);
  carry(house, "o2", "1", 30, 50);
  house.open();
  CHECK(house.lines("select orders, seconds_apart(began_at, ended_at) from silver.busy_times") == Texts{"2 50.000"});
  CHECK(house.kpi("courier_utilisation")["utilisation_rate"] == 50.0);
}

TEST_CASE("what lies outside of a shift is not busy time of it", "[kpi]") {
  EventHouse house;
  house.log("a");
  shift(house, "1", 1000, 2000);
  carry(house, "before", "1", 100, 200);
  carry(house, "beyond", "1", 1500, 2500);
  house.event("order.assigned", "on its way", at(1600), {{"courier_id", "'1'"}});
  house.event("order.assigned", "backwards", at(1200), {{"courier_id", "'1'"}});
  house.event("order.delivered", "backwards", at(1100), {{"courier_id", "'1'"}});
  house.open();
  CHECK(house.lines("select orders, seconds_apart(began_at, ended_at) from silver.busy_times") == Texts{"1 500.000"});
  CHECK(house.kpi("courier_utilisation")["utilisation_rate"] == 50.0);
}

TEST_CASE("couriers of several sources and eras are several, even with one id", "[kpi]") {
  EventHouse house;
  for (const char* source : {"a", "b"}) {
    house.log(source);
    shift(house, "1", 0, 1000);
    carry(house, "o1", "1", 0, source[0] == 'a' ? 250 : 500);
  }
  house.event("city.reset", "", at(1500), {{"seq", "10"}});
  house.event("courier.shift_began", "", at(1600), {{"courier_id", "'1'"}, {"seq", "11"}});
  house.event("courier.shift_ended", "", at(2600), {{"courier_id", "'1'"}, {"seq", "12"}});
  house.open();
  CHECK(house.lines("select source, era, courier_id, shift_s, busy_s, deliveries from dim_courier order by source, era") ==
        Texts{"a 0 1 1000.000 250.000 1", "b 0 1 1000.000 500.000 1", "b 1 1 1000.000 0.000 0"});
  const json all = house.kpi("courier_utilisation");
  CHECK(all["utilisation_rate"] == 25.0);
  CHECK(all["insights"].back() == "1 couriers delivered nothing in their shifts");
}

TEST_CASE("couriers without a shift have no utilisation, and their deliveries count all the same", "[kpi]") {
  EventHouse house;
  house.log("a");
  carry(house, "o1", "7", 0, 100);
  house.open();
  const json all = house.kpi("courier_utilisation");
  CHECK(all["utilisation_rate"].is_null());
  CHECK(all["deliveries"] == 1);
  CHECK(all["deliveries_per_shift_hour"] == 0.0);
  CHECK(all["insights"] == json::array());
}

TEST_CASE("nobody at work: zeros, and no rate", "[kpi]") {
  EventHouse house;
  house.open();
  CHECK(house.kpi("courier_utilisation") ==
        json::parse(R"({"utilisation_rate": null, "couriers": 0, "shifts": 0, "shift_hours": 0.0, "busy_hours": 0.0, "deliveries": 0,
                        "deliveries_per_shift_hour": 0.0, "busiest_couriers": [], "insights": []})"));
}
