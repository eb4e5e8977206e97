// The KPIs of deliveries: how long they take, how far off their promises are, how far couriers went.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/events/event_house.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using nlohmann::json;

namespace {

using Texts = std::vector<std::string>;

/// Orders of one zone: the i-th of `count` is placed `i` milliseconds after `begin` seconds and takes `length` (of i) seconds to the door.
std::string deliveries(const std::string& prefix, const std::string& zone, int count, const std::string& length,
                       const std::string& begin = "0") {
  return fmt::format(
      "select type, '{}' || i as order_id, '{}' as zone, timestamp '2026-03-01 12:00:00' + to_milliseconds(i) + to_seconds({}) "
      "+ to_milliseconds(cast(1000 * (case when type = 'order.delivered' then {} else 0 end) as bigint)) as \"at\" "
      "from range({}) as r(i), (values ('order.placed'), ('order.delivered')) as t(type)",
      prefix, zone, begin, length, count);
}

json member(const std::string& text) { return json::parse(text); }

}  // namespace

TEST_CASE("percentiles are values at rank ceil(q n), the mean is exact", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.events(deliveries("o", "harbour", 1000, "(i + 1) * 0.05"));  // 0.05 s to 50 s
  house.open();
  const json all = house.kpi("delivery_time");
  CHECK(all["deliveries"] == 1000);
  CHECK(all["mean_s"] == 25.0);  // 25.025, half to even
  CHECK(all["p50_s"] == 25.0);
  CHECK(all["p90_s"] == 45.0);
  CHECK(all["p99_s"] == 49.5);
  REQUIRE(all["by_zone"].size() == 1);
  CHECK(all["by_zone"][0] ==
        member(R"({"zone": "harbour", "deliveries": 1000, "mean_s": 25.0, "p50_s": 25.0, "p90_s": 45.0, "p99_s": 49.5})"));
  REQUIRE(all["by_hour"].size() == 24);
  CHECK(all["by_hour"][12]["p99_s"] == 49.5);
  CHECK(all["by_hour"][11] == member(R"({"hour": 11, "deliveries": 0, "mean_s": null, "p50_s": null, "p90_s": null, "p99_s": null})"));
  CHECK(all["by_zone_and_hour"].size() == 1);
  CHECK(all["insights"][0] == "A delivery takes 0.4 minutes on average");
}

TEST_CASE("a percentile wants ten deliveries beyond it", "[kpi]") {
  EventHouse house;
  house.log("a");
  for (const int count : {19, 20, 99, 100, 999, 1000}) {
    const std::string zone = fmt::format("{:04}", count);
    house.events(deliveries(zone + "-", zone, count, "60 + i"));
  }
  house.open();
  CHECK(house.lines("select zone, p50_s, p90_s, p99_s from duration_figures where measure = 'delivery' and scope = 'zone' order by zone") ==
        Texts{"0019 - - -", "0020 69.0 - -", "0099 109.0 - -", "0100 109.0 149.0 -", "0999 559.0 959.0 -", "1000 559.0 959.0 1049.0"});
}

TEST_CASE("from a hundred seconds on percentiles are whole seconds, and what lies beyond is left off", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.events(deliveries("short", "near", 20, "99.987"));
  house.events(deliveries("long", "far", 20, "100.987"));
  house.open();
  CHECK(house.lines("select zone, p50_s, mean_s from duration_figures where measure = 'delivery' and scope = 'zone' order by zone") ==
        Texts{"far 100.0 101.0", "near 99.9 100.0"});
}

TEST_CASE("zones and hours have figures of their own, and an order without a zone is in the whole only", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.events(deliveries("n", "north", 20, "60"));
  house.events(deliveries("s", "south", 40, "180", "3600"));
  house.event("order.placed", "x", at(0));
  house.event("order.delivered", "x", at(60));
  house.open();
  const json all = house.kpi("delivery_time");
  CHECK(all["deliveries"] == 61);
  CHECK(all["mean_s"] == 138.7);  // 8,460 / 61 = 138.68...
  CHECK(all["by_zone"] == member(R"([
    {"zone": "north", "deliveries": 20, "mean_s": 60.0, "p50_s": 60.0, "p90_s": null, "p99_s": null},
    {"zone": "south", "deliveries": 40, "mean_s": 180.0, "p50_s": 180.0, "p90_s": null, "p99_s": null}])"));
  CHECK(all["by_hour"][12]["deliveries"] == 21);
  CHECK(all["by_hour"][13]["deliveries"] == 40);
  CHECK(all["insights"] == member(R"(["A delivery takes 2.3 minutes on average", "Zone south waits longest: 3.0 minutes",
    "In the busiest hour, 13:00 UTC, it takes 3.0 minutes"])"));
}

TEST_CASE("a delivery before its placing has no time, and is no delivery of zero seconds", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.event("order.placed", "o1", at(100));
  house.event("order.delivered", "o1", at(50));
  house.open();
  CHECK(house.lines("select delivery_s from fact_deliveries") == Texts{"-"});
  const json all = house.kpi("delivery_time");
  CHECK(all["deliveries"] == 0);
  CHECK(all["mean_s"].is_null());
}

TEST_CASE("the stages of a delivery add up to it", "[kpi]") {
  EventHouse house;
  house.log("a");
  const Texts types{"order.placed", "payment.authorised", "order.accepted", "order.ready", "order.picked_up", "order.delivered"};
  const std::vector<double> times{0, 1.5, 31.25, 600, 720.125, 1500.999};
  for (std::size_t i = 0; i < types.size(); ++i) house.event(types[i], "o1", at(times[i]));
  house.open();
  CHECK(house.lines("select payment_s, acceptance_s, kitchen_s, pickup_s, way_s, delivery_s from fact_deliveries") ==
        Texts{"1.500 29.750 568.750 120.125 780.874 1500.999"});
  CHECK(house.one("select payment_s + acceptance_s + kitchen_s + pickup_s + way_s = delivery_s from fact_deliveries") == "true");
  CHECK(house.lines("select hour, delivered_on from fact_deliveries") == Texts{"12 2026-03-01"});
}

TEST_CASE("the error of a promise has a sign, its distance none", "[kpi]") {
  EventHouse house;
  house.log("a");
  const std::vector<double> late{60, -120, 30, -10};  // seconds after the promise
  for (std::size_t i = 0; i < late.size(); ++i) {
    const std::string order = "o" + std::to_string(i), zone = i < 2 ? "'north'" : "'south'";
    house.event("order.placed", order, at(0), {{"zone", zone}});
    house.event("order.assigned", order, at(10), {{"courier_id", "'1'"}, {"promised_at", at(1000)}});
    house.event("order.delivered", order, at(1000 + late[i]), {{"courier_id", "'1'"}});
  }
  house.event("order.placed", "unpromised", at(0), {{"zone", "'north'"}});
  house.event("order.delivered", "unpromised", at(100));
  house.open();
  CHECK(house.kpi("eta_error") == member(R"({"deliveries": 4, "mean_error_s": -10.0, "mean_distance_s": 55.0, "p50_distance_s": null,
    "p90_distance_s": null, "p99_distance_s": null, "late": 2, "late_rate": 50.0,
    "by_zone": [{"zone": "north", "deliveries": 2, "mean_error_s": -30.0, "mean_distance_s": 90.0, "p90_distance_s": null,
                 "late_rate": 50.0},
                {"zone": "south", "deliveries": 2, "mean_error_s": 10.0, "mean_distance_s": 20.0, "p90_distance_s": null,
                 "late_rate": 50.0}],
    "insights": ["50 % of deliveries come later than promised", "Promises are off by 0.9 minutes on average"]})"));
}

TEST_CASE("a delivery at its promise is not late", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.event("order.assigned", "o1", at(10), {{"courier_id", "'1'"}, {"promised_at", at(1000)}});
  house.event("order.delivered", "o1", at(1000));
  house.open();
  const json all = house.kpi("eta_error");
  CHECK(all["deliveries"] == 1);
  CHECK(all["late"] == 0);
  CHECK(all["mean_error_s"] == 0.0);
}

TEST_CASE("positions are taken apart, and the way is the sum of their distances in the order of time", "[kpi]") {
  EventHouse house;
  house.log("a");
  const auto spots = [](const std::string& list) { return Fields{{"courier_id", "'1'"}, {"positions", "'" + list + "'"}}; };
  house.event("courier.positions", "o1", at(20),
              spots(R"([{"x":300,"y":400,"at":"2026-03-01T12:00:10Z"},{"x":0,"y":0,"at":"2026-03-01T12:00:00.123456789Z"}])"));
  house.event("courier.positions", "o1", at(40), spots(R"([{"x":300,"y":500,"at":"2026-03-01T12:00:30Z"}])"));
  house.event("courier.positions", "o2", at(40), spots(R"([{"x":7,"y":8,"at":"2026-03-01T12:00:30Z"}])"));
  house.event("courier.positions", "", at(40), spots(R"([{"x":7,"y":8,"at":"2026-03-01T12:00:30Z"}])"));
  house.event("courier.positions", "o3", at(40), spots(R"([{"x":7,"y":8},{"x":"far","y":1,"at":"2026-03-01T12:00:30Z"},{"y":1}])"));
  house.event("courier.positions", "o3", at(40), {{"courier_id", "'1'"}});
  house.event("order.delivered", "o1", at(60));
  house.event("order.delivered", "o2", at(60));
  house.event("order.delivered", "o3", at(60));
  house.open();
  CHECK(house.lines("select order_id, x, y, strftime(\"at\", '%S') from fact_positions where order_id = 'o1' order by \"at\"") ==
        Texts{"o1 0.0 0.0 00", "o1 300.0 400.0 10", "o1 300.0 500.0 30"});
  CHECK(house.one("select count(*) from fact_positions") == "5");
  CHECK(house.lines("select order_id, distance_m from fact_deliveries order by order_id") == Texts{"o1 600.0", "o2 0.0", "o3 -"});
}

TEST_CASE("without events the KPIs of deliveries have their shape all the same", "[kpi]") {
  EventHouse house;
  house.open();
  const json times = house.kpi("delivery_time");
  CHECK(times["deliveries"] == 0);
  CHECK(times["p50_s"].is_null());
  CHECK(times["by_zone"] == json::array());
  CHECK(times["by_hour"].size() == 24);
  CHECK(times["insights"] == json::array());
  CHECK(house.kpi("eta_error") == member(R"({"deliveries": 0, "mean_error_s": null, "mean_distance_s": null, "p50_distance_s": null,
    "p90_distance_s": null, "p99_distance_s": null, "late": 0, "late_rate": null, "by_zone": [], "insights": []})"));
  CHECK(house.one("select count(*) from dim_hour") == "24");
  CHECK(house.one("select count(*) from dim_date") == "0");
}
