// The KPIs of the stream itself: how long events are under way, and how far behind their loading is.

#include <catch2/catch.hpp>

#include "tests/unit/reports/warehouse/events/event_house.hpp"

using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using nlohmann::json;

namespace {

/// `count` events of `type`, the i-th recorded `delay` (of i, in milliseconds) after it happened.
std::string recorded(const std::string& type, int count, const std::string& delay) {
  return fmt::format(
      "select '{}' as type, timestamp '2026-03-01 12:00:00' + to_seconds(i) as \"at\", "
      "timestamp '2026-03-01 12:00:00' + to_seconds(i) + to_milliseconds({}) as recorded_at from range({}) as r(i)",
      type, delay, count);
}

}  // namespace

TEST_CASE("delays have their percentiles at rank ceil(q n), by type as well", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.events(recorded("order.placed", 1000, "i + 1"));
  house.events(recorded("order.ready", 50, "5"));
  house.open();
  const json all = house.kpi("message_latency");
  CHECK(all["events"] == 1050);
  CHECK(all["mean_ms"] == 476.905);  // (500,500 + 250) / 1,050 = 476.90476...
  CHECK(all["p50_ms"] == 475);       // rank 525, of which 50 more are 5 ms
  CHECK(all["p90_ms"] == 895);
  CHECK(all["p99_ms"] == 990);  // rank 1,040
  CHECK(all["max_ms"] == 1000);
  CHECK(all["ahead"] == 0);
  CHECK(all["by_type"] == json::parse(R"([
    {"type": "order.placed", "events": 1000, "p50_ms": 500, "p90_ms": 900, "p99_ms": 990, "max_ms": 1000},
    {"type": "order.ready", "events": 50, "p50_ms": 5, "p90_ms": null, "p99_ms": null, "max_ms": 5}])"));
  CHECK(all["insights"] == json::parse(R"(["0.10 % of events were a second or more under way"])"));
}

TEST_CASE("an event that was recorded before it happened is counted apart", "[kpi]") {
  EventHouse house;
  house.log("a");
  house.events(recorded("order.placed", 20, "7"));
  house.events(recorded("order.ready", 3, "-29"));
  house.open();
  const json all = house.kpi("message_latency");
  CHECK(all["events"] == 20);
  CHECK(all["p50_ms"] == 7);
  CHECK(all["ahead"] == 3);
  CHECK(all["by_type"].size() == 1);
  CHECK(all["insights"].back() == "3 events were recorded before they happened: two clocks disagree");
  CHECK(house.one("select min(delay_ms) from message_delays") == "-29");
}

TEST_CASE("a log that does not say when it was written has no delays", "[kpi]") {
  EventHouse house;
  house.log("a");
  for (int i = 0; i < 30; ++i) house.event("order.placed", "o" + std::to_string(i), at(i));
  house.open();
  CHECK(house.kpi("message_latency") ==
        json::parse(R"({"events": 0, "mean_ms": null, "p50_ms": null, "p90_ms": null, "p99_ms": null, "max_ms": null,
    "ahead": 0, "by_type": [], "insights": []})"));
}

TEST_CASE("the lag of loading is that of the newest event of each source", "[kpi]") {
  EventHouse house;
  house.log("followed", at(100));
  house.event("order.placed", "o1", at(10));
  house.event("order.delivered", "o1", at(97.5));
  house.event("order.ready", "o1", at(50));
  house.log("old", "timestamp '2026-03-02 12:00:00'");
  house.event("order.placed", "o1", at(0));
  house.log("ahead", at(100));
  house.event("order.placed", "o1", at(101));
  house.open();
  CHECK(house.kpi("processing_lag") == json::parse(R"({"logs": 3, "events": 5, "longest_lag_s": 2.5, "by_source": [
    {"source": "ahead", "events": 1, "newest_event": "2026-03-01 12:01:41", "lag_s": null},
    {"source": "followed", "events": 3, "newest_event": "2026-03-01 12:01:37.5", "lag_s": 2.5},
    {"source": "old", "events": 1, "newest_event": "2026-03-01 12:00:00", "lag_s": null}],
    "insights": ["The newest event was loaded 2.500 seconds after it happened"]})"));
}

TEST_CASE("segments of one source are one log", "[kpi]") {
  EventHouse house;
  house.log("a", at(100));
  house.event("order.placed", "o1", at(0));
  house.log("a", at(200));
  house.event("order.placed", "o2", at(190));
  house.open();
  const json all = house.kpi("processing_lag");
  CHECK(all["logs"] == 1);
  CHECK(all["events"] == 2);
  CHECK(all["longest_lag_s"] == 10.0);
}

TEST_CASE("no log, no lag", "[kpi]") {
  EventHouse house;
  house.open();
  CHECK(house.kpi("processing_lag") == json::parse(R"({"logs": 0, "events": 0, "longest_lag_s": null, "by_source": [], "insights": []})"));
}
