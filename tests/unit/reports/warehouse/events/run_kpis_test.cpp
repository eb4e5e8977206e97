// The KPIs of runs: latency by step, and beside the business of the same minutes.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/events/event_house.hpp"
#include "tests/unit/reports/warehouse/records.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using latency::Histogram;
using latency::Series;
using nlohmann::json;

namespace {

using Texts = std::vector<std::string>;

/// Seconds from 12:00 UTC on 2026-03-01, where `at` counts from.
constexpr std::int64_t noon = 1'772'366'400 * second;

Series series(const char* kind, bool ok = true, latency::Tags tags = {}) {
  return Series{"diners", "place order", kind, ok, false, std::move(tags)};
}

void add_run(EventHouse& house, const std::string& name, std::vector<latency::Interval> intervals, const json& tags = json::object()) {
  runs::RunRecord record = record_of(name, std::move(intervals), noon);
  record.meta["plan"]["tags"] = tags;
  house.house().add_run(record, name);
}

std::string milliseconds(const Histogram& histogram, double q) {
  const std::int64_t us = (histogram.quantile(q) + 500) / 1000;  // nothing here ends in half a microsecond
  return fmt::format("{}.{:03}", us / 1000, us % 1000);
}

void order(EventHouse& house, const std::string& id, double when, const std::string& total, const std::string& currency = "EUR") {
  house.event("order.placed", id, at(when), {{"total", total}, {"currency", quoted(currency)}});
}

}  // namespace

TEST_CASE("a step has its percentiles of all outcomes, its errors and its run's build", "[kpi]") {
  const Histogram good = ladder(990, 2 * millisecond, 50'000), bad = ladder(10, 900 * millisecond, millisecond);
  const Histogram served = ladder(500, millisecond, 20'000);
  Histogram all = good;
  all.merge(bad);
  EventHouse house;
  add_run(house, "lunch",
          {interval_at(6, {{series("response"), good}, {series("service"), served}}),
           interval_at(7, {{series("response", false), bad}, {series("response_bound", false), bad}})},
          {{"build", "1234"}, {"team", "rush"}});
  house.open();
  const json kpi = house.kpi("latency_by_step");
  REQUIRE(kpi["latency_by_step"].size() == 1);
  CHECK_THAT(house.kpi_text("latency_by_step"),
             Catch::Contains(fmt::format(
                 R"("run": "lunch", "build": "1234", "scenario": "diners", "step": "place order", "requests": 1000, "errors": 10, )"
                 R"("error_rate": 1.00, "response_time_p50_ms": {}, "response_time_p99_ms": {}, )",
                 milliseconds(all, 0.5), milliseconds(all, 0.99))));
  const json row = kpi["latency_by_step"][0];
  CHECK(row["response_time_p99_at_least"] == (all.quantile(0.99) >= bad.quantile(0)));
  CHECK(row["service_time_p50_ms"] == std::stod(milliseconds(served, 0.5)));
  CHECK(row["service_time_p99_ms"].is_null());  // of 500 samples
  CHECK(row["service_time_p99_at_least"].is_null());
  CHECK(kpi["insights"].size() == 1);
  CHECK(house.lines("select run, build, tags ->> 'team', valid from (select *, measurement = 'valid' as valid from dim_run)") ==
        Texts{"lunch 1234 rush true"});
  CHECK(house.lines("select * from dim_step") == Texts{"diners place order 1"});
}

TEST_CASE("a step with few samples has no percentile, and a run without tags no build", "[kpi]") {
  EventHouse house;
  add_run(house, "short", {interval_at(6, {{series("response"), ladder(19, millisecond, 0)}})});
  house.open();
  const json row = house.kpi("latency_by_step")["latency_by_step"].at(0);
  CHECK(row["requests"] == 19);
  CHECK(row["response_time_p50_ms"].is_null());
  CHECK(row["build"].is_null());
  CHECK(row["service_time_p50_ms"].is_null());
  CHECK(house.kpi("latency_by_step")["insights"] == json::array());
}

TEST_CASE("p99 by step, series tag, build and hour is one query", "[kpi]") {
  const Histogram north = ladder(1000, millisecond, 10'000), south = ladder(1000, 50 * millisecond, 10'000),
                  later = ladder(1000, 5 * millisecond, 0);
  EventHouse house;
  for (const char* build : {"1", "2"})
    add_run(
        house, std::string("run") + build,
        {interval_at(6, {{series("response", true, {{"zone", "north"}}), north}, {series("response", true, {{"zone", "south"}}), south}}),
         interval_at(3600, {{series("response", true, {{"zone", "north"}}), later}})},
        {{"build", build}});
  house.open();
  const auto lines = house.lines(
      "select r.build, l.step, l.tags ->> 'zone', date_part('hour', l.wall_time), hdr_quantile(hdr_merge(l.response_time), 0.99) "
      "from latency as l join runs as r on r.run = l.run group by all order by all");
  CHECK(lines == Texts{fmt::format("1 place order north 12 {}", north.quantile(0.99)),
                       fmt::format("1 place order north 13 {}", later.quantile(0.99)),
                       fmt::format("1 place order south 12 {}", south.quantile(0.99)),
                       fmt::format("2 place order north 12 {}", north.quantile(0.99)),
                       fmt::format("2 place order north 13 {}", later.quantile(0.99)),
                       fmt::format("2 place order south 12 {}", south.quantile(0.99))});
}

TEST_CASE("a run stands beside the orders, revenue and cancellations of its minutes", "[kpi]") {
  const Histogram first = ladder(1000, millisecond, 10'000), second_minute = ladder(999, 70 * millisecond, 0);
  EventHouse house;
  add_run(house, "lunch", {interval_at(6, {{series("response"), first}}), interval_at(60, {{series("response"), second_minute}})});
  house.log("a");
  order(house, "o1", 0, "10.10");
  order(house, "o2", 59.999, "0.20");
  order(house, "o3", 30, "99.00");
  house.event("order.cancelled", "o3", at(400));
  order(house, "o4", 60, "7.00");
  order(house, "before", -1, "50.00");
  order(house, "behind", 120, "50.00");
  house.open();
  const json kpi = house.kpi("run_beside_business");
  REQUIRE(kpi["minutes"].size() == 2);
  CHECK(kpi["minutes"][0] ==
        json::parse(
            fmt::format(R"({{"run": "lunch", "build": null, "minute": "2026-03-01 12:00:00", "scenario": "diners", "step": "place order",
          "samples": 1000, "response_time_p99_ms": {}, "response_time_p99_at_least": false, "orders": 3, "cancelled_orders": 1,
          "revenue": 10.30, "currency": "EUR"}})",
                        milliseconds(first, 0.99))));
  CHECK(kpi["minutes"][1] ==
        json::parse(R"({"run": "lunch", "build": null, "minute": "2026-03-01 12:01:00", "scenario": "diners", "step": "place order",
          "samples": 999, "response_time_p99_ms": null, "response_time_p99_at_least": null, "orders": 1, "cancelled_orders": 0,
          "revenue": 7.00, "currency": "EUR"})"));
  CHECK(kpi["insights"] == json::parse(R"(["4 orders were placed in 2 of the 2 minutes of the runs"])"));
}

TEST_CASE("a minute without orders is kept, and one of two currencies has no revenue", "[kpi]") {
  EventHouse house;
  add_run(house, "lunch",
          {interval_at(6, {{series("response"), ladder(5, millisecond, 0)}}),
           interval_at(70, {{series("response"), ladder(5, millisecond, 0)}})});
  house.log("a");
  order(house, "o1", 65, "1.00", "EUR");
  order(house, "o2", 66, "1.00", "JPY");
  house.open();
  const json minutes = house.kpi("run_beside_business")["minutes"];
  REQUIRE(minutes.size() == 2);
  CHECK(minutes[0]["orders"] == 0);
  CHECK(minutes[0]["revenue"] == 0.0);
  CHECK(minutes[0]["currency"].is_null());
  CHECK(minutes[1]["orders"] == 2);
  CHECK(minutes[1]["revenue"].is_null());
  CHECK(minutes[1]["currency"].is_null());
}

TEST_CASE("without runs there is nothing to stand beside", "[kpi]") {
  EventHouse house;
  house.log("a");
  order(house, "o1", 0, "1.00");
  house.open();
  CHECK(house.kpi("run_beside_business") == json::parse(R"({"minutes": [], "insights": []})"));
  CHECK(house.kpi("latency_by_step") == json::parse(R"({"latency_by_step": [], "insights": []})"));
}
