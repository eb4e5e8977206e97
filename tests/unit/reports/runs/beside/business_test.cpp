#include "reports/runs/beside/business.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <limits>

#include "reports/foundation/wall_text.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::runs;
using namespace std::chrono_literals;

namespace {

const WallTime zero = *parse_utc("2026-03-01T12:00:00.25Z");

std::string event(Instant at, const char* type, const std::string& more = {}) {
  return fmt::format("{{\"seq\":1,\"id\":\"x\",\"type\":\"{}\",\"at\":\"{}\"{}}}\n", type, utc_text(zero + at), more);
}

std::string captured(Instant at, int amount, const char* currency = "EUR") {
  return event(at, "payment.captured", fmt::format(",\"amount\":{},\"currency\":\"{}\",\"method\":\"card\"", amount, currency));
}

/// A run of 3.5 s that started its target, whose log has `segments`.
RunRecord run_with(const ScratchFolder& folder, const std::vector<std::string>& segments) {
  const auto events = folder.path() / "target" / "events";
  std::filesystem::create_directories(events);
  for (std::size_t i = 0; i < segments.size(); ++i)
    std::ofstream(events / fmt::format("events-{:020}.jsonl", i + 1), std::ios::binary) << segments[i];
  RunRecord record;
  record.directory = folder.path();
  record.meta = {{"target_data", "target"}, {"load_began", utc_text(zero)}, {"ended_ns", 3'500'000'000}};
  return record;
}

nlohmann::json sample(Instant at, double placed, double rejected, double revenue) {
  return {{"at_ns", at.count()}, {"source", "target"}, {"values", {{0, placed}, {1, rejected}, {2, revenue}}}};
}

}  // namespace

TEST_CASE("orders and payments of the event log stand in their seconds, whatever segment they are in") {
  const ScratchFolder folder;
  const RunRecord record =
      run_with(folder, {event(-1s, "order.placed") + event(0s, "order.placed") + event(999ms, "order.placed") + captured(500ms, 1906),
                        event(1s, "order.placed") + captured(1100ms, 94) + event(1200ms, "order.cancelled") +
                            event(1300ms, "order.rejected") + event(2s, "order.delivered") + event(3400ms, "order.placed") +
                            event(4s, "order.placed") + event(2s, "courier.shift_began")});
  const Business business = business_of(record);
  CHECK(business.from == Business::From::events);
  CHECK(business.currency == "EUR");
  CHECK(business.unreadable == 0);
  REQUIRE(business.points.size() == 4);
  CHECK(business.points[0].placed == 2);
  CHECK(business.points[0].revenue == 1906);
  CHECK(business.points[1].placed == 1);
  CHECK(business.points[1].revenue == 94);
  CHECK(business.points[1].cancelled == 2);
  CHECK(business.points[2].delivered == 1);
  CHECK(business.points[3].begin == 3s);
  CHECK(business.points[3].length == 500ms);
  CHECK(business.points[3].placed == 1);
}

TEST_CASE("lines that are none are counted, and the half one that a kill leaves is not") {
  const ScratchFolder folder;
  const RunRecord record =
      run_with(folder, {event(1s, "order.placed") + "nonsense\n{}\n" + "{\"type\":\"order.placed\",\"at\":\"yesterday\"}\n" +
                        event(1s, "payment.captured") + event(1s, "order.placed") + "{\"seq\":9,\"id\""});
  const Business business = business_of(record);
  CHECK(business.unreadable == 4);
  CHECK(business.points[1].placed == 2);
}

TEST_CASE("money of several currencies is not added up") {
  const ScratchFolder folder;
  const Business business = business_of(run_with(folder, {captured(1s, 100) + captured(1s, 700, "GBP") + captured(1s, 50)}));
  CHECK(business.points[1].revenue == 150);
  CHECK(business.other_currency == 1);
}

TEST_CASE("without a target of its own, or before its end, a run's business is that of the counters that were scraped") {
  const ScratchFolder folder;
  RunRecord record = run_with(folder, {event(1s, "order.placed")});
  REQUIRE(record.telemetry.add(nlohmann::json::parse(
      R"({"source":"target","series":[{"id":0,"name":"rushhour_target_events_total","labels":"type=\"order.placed\"","type":"counter"},
      {"id":1,"name":"rushhour_target_events_total","labels":"type=\"order.rejected\"","type":"counter"},
      {"id":2,"name":"rushhour_target_revenue_minor_units_total","labels":"currency=\"EUR\"","type":"counter"}]})")));
  REQUIRE(record.telemetry.add(sample(0s, 10, 0, 1000)));
  REQUIRE(record.telemetry.add(sample(2s, 30, 1, 5000)));
  REQUIRE(record.telemetry.add(sample(3s, 35, 3, 5000)));
  record.interrupted = true;
  const Business business = business_of(record);
  CHECK(business.from == Business::From::counters);
  CHECK(business.currency == "EUR");
  REQUIRE(business.points.size() == 2);
  CHECK(business.points[0].begin == 0s);
  CHECK(business.points[0].length == 2s);
  CHECK(business.points[0].placed == Approx(20));
  CHECK(business.points[0].revenue == Approx(4000));
  CHECK(business.points[1].cancelled == Approx(2));
  record.interrupted = false;
  CHECK(business_of(record).from == Business::From::events);
}

TEST_CASE("where nothing tells of business there is none") {
  RunRecord record;
  CHECK(business_of(record).from == Business::From::nothing);
  record.meta = {{"target_data", "target"}, {"load_began", "yesterday"}, {"ended_ns", 1}};
  record.directory = "/nowhere";
  CHECK(business_of(record).points.empty());
}

TEST_CASE("a run that says it ended when no run can is no longer than the longest that is read") {
  const ScratchFolder folder;
  RunRecord record = run_with(folder, {event(0s, "order.placed")});
  record.meta["ended_ns"] = std::numeric_limits<std::int64_t>::max();
  const Business business = business_of(record);
  REQUIRE(business.points.size() == 7 * 24 * 3600);
  CHECK(business.points.front().placed == 1);
  CHECK(business.points.back().length == 1s);
  record.meta["ended_ns"] = std::numeric_limits<std::int64_t>::min();
  CHECK(business_of(record).points.empty());
}
