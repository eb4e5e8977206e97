#include "reports/warehouse/warehouse.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "reports/foundation/user_error.hpp"
#include "reports/runs/run_writer.hpp"
#include "reports/runs/summary.hpp"
#include "tests/unit/reports/warehouse/run_directories.hpp"
#include "tests/unit/scratch_folder.hpp"

using namespace rushhour;
using namespace rushhour::warehouse;
using namespace rushhour::warehouse::fixtures;
using latency::Histogram;
using latency::Series;

namespace {

std::string one(Warehouse& house, const std::string& sql) {
  const Rows rows = house.session().query(sql);
  REQUIRE(rows.rows.size() == 1);
  return to_json(rows.rows[0].at(0));
}

}  // namespace

TEST_CASE("the p99 of a step in SQL is the one that the run itself reports") {
  const ScratchFolder scratch;
  const auto directory = write_run(scratch.path(), "lunch", lunch());
  const runs::Summary summary = runs::summarise(runs::read_run(directory));
  Warehouse house;
  house.add_run(directory);
  house.open();
  const Rows rows = house.session().query("select step, hdr_quantile(hdr_merge(response_time), 0.99) from latency group by step");
  REQUIRE(rows.rows.size() == summary.steps.size());
  for (const runs::StepFigures& step : summary.steps) {
    INFO(step.step);
    const auto row = std::find_if(rows.rows.begin(), rows.rows.end(), [&](const auto& cells) { return cells[0].text == step.step; });
    REQUIRE(row != rows.rows.end());
    CHECK((*row)[1].text == std::to_string(step.response.all.quantile(0.99)));
  }
  CHECK(one(house, "select hdr_quantile(hdr_merge(response_time), 0.999) from latency") ==
        std::to_string(summary.totals.response.all.quantile(0.999)));
  CHECK(one(house, "select hdr_quantile(hdr_merge(service_time), 0.99) from latency") ==
        std::to_string(summary.totals.service.all.quantile(0.99)));
  for (const double q : {0.5, 0.99, 0.9999})
    CHECK(one(house, "select hdr_at_least(hdr_merge(response_time), hdr_merge(response_bounds), " + std::to_string(q) + ") from latency") ==
          (summary.totals.response.at_least(q) ? "true" : "false"));
}

TEST_CASE("a run with service times only has rows without response times") {
  const ScratchFolder scratch;
  std::vector<latency::Interval> intervals = lunch();
  for (latency::Interval& interval : intervals)
    std::erase_if(interval.series, [](const auto& entry) { return entry.first.kind.starts_with("response"); });
  Warehouse house;
  house.add_run(write_run(scratch.path(), "foreign", intervals));
  house.open();
  CHECK(one(house, "select count(*) from latency where response_time is not null") == "0");
  CHECK(one(house, "select count(*) from latency") ==
        one(house, "select count(*) from fact_latency where kind = 'service' and phase = 'main'"));
  CHECK(one(house, "select hdr_count(hdr_merge(service_time)) from latency where step = 'read menu'") == "2000");
}

TEST_CASE("warm-up and what is no step stand in fact_latency, not in latency") {
  const ScratchFolder scratch;
  Warehouse house;
  house.add_run(write_run(scratch.path(), "lunch", lunch()));
  house.open();
  CHECK(one(house, "select min(begin_ns) from latency") == "2000000000");
  CHECK(one(house, "select min(begin_ns) from fact_latency where phase = 'warmup'") == "0");
  CHECK(one(house, "select list(distinct kind order by kind) from fact_latency") ==
        R"(["iteration", "response", "response_bound", "send_lag", "service", "service_bound"])");
  CHECK(one(house, "select count(*) from latency") ==
        one(house, "select count(*) from fact_latency where kind = 'response' and phase = 'main'"));
  CHECK(one(house, "select hdr_count(hdr_merge(histogram)) from fact_latency where kind = 'send_lag'") == "3600");
  CHECK(one(house, "select count(*) from latency where step = '(not started)' and service_time is null") == "10");
  CHECK(one(house, "select list(distinct outcome order by outcome) from latency where step = 'place | order'") == R"(["error", "ok"])");
}

TEST_CASE("phases and parts stand in fact_latency with their minute, and lend their length to no latency") {
  const ScratchFolder scratch;
  auto intervals = lunch();
  latency::Interval minute{Instant(0), Instant(60 * second), {}};
  minute.series[{"diners", "read menu", "connect", true, false}] = ladder(10, millisecond, 0);
  minute.series[{"diners", "read menu", "part:db | 1", true, false}] = ladder(7, millisecond, 0);
  minute.series[{"", "", "loop_lag", true, false}] = ladder(5, millisecond, 0);
  intervals.push_back(minute);
  Warehouse house;
  house.add_run(write_run(scratch.path(), "lunch", intervals));
  house.open();
  CHECK(one(house, "select list([begin_ns, length_ns, hdr_count(histogram)]) from fact_latency where kind = 'connect'") ==
        "[[0, 60000000000, 10]]");
  CHECK(one(house, "select hdr_count(histogram) from fact_latency where kind = 'part:db | 1' and step = 'read menu'") == "7");
  CHECK(one(house, "select max(length_ns) from latency") == "1000000000");
}

TEST_CASE("groups and tags of a step stand beside it, and pair no latency with another's") {
  const ScratchFolder scratch;
  const auto tagged = [](const char* kind, latency::Tags tags) { return Series{"diners", "order", kind, true, false, std::move(tags)}; };
  const latency::Tags north{{"group", "checkout/pay"}, {"zone", "north | \"1\""}}, south{{"zone", "south"}};
  std::map<Series, Histogram> series;
  for (const char* kind : {"response", "service"}) {
    series[tagged(kind, north)] = ladder(3, millisecond, 0);
    series[tagged(kind, south)] = ladder(5, millisecond, 0);
    series[tagged(kind, {})] = ladder(7, millisecond, 0);
  }
  Warehouse house;
  house.add_run(write_run(scratch.path(), "lunch", {interval_at(6, series)}));
  house.open();
  CHECK(one(house, "select count(*) from latency") == "3");
  CHECK(one(house, "select hdr_count(hdr_merge(response_time)) || ' ' || hdr_count(hdr_merge(service_time)) from latency") == "\"15 15\"");
  CHECK(one(house, "select hdr_count(service_time) from latency where group_path = 'checkout/pay'") == "3");
  CHECK(one(house, "select tags ->> 'zone' from latency where group_path = 'checkout/pay'") == R"("north | \"1\"")");
  CHECK(one(house, "select hdr_count(service_time) from latency where (tags ->> 'zone') = 'south'") == "5");
  CHECK(one(house, "select hdr_count(response_time) from latency where group_path = '' and tags = '{}'") == "7");
}

TEST_CASE("a script's own metrics stand in one view, counted by tick or as histograms by interval, warm-up left out") {
  const ScratchFolder scratch;
  const auto directory = scratch.path() / "lunch";
  {
    runs::RunWriter writer(directory, meta_of("lunch"), WallTime(std::chrono::nanoseconds(half_past_six)));
    std::map<Series, Histogram> series;
    series[{"diners", "", "time:queue_time", true, false, {{"zone", "north"}}}] = ladder(4, millisecond, 0);
    series[{"diners", "", "trend:basket", true, true}] = ladder(9, 1000, 0);
    series[{"diners", "", "trend:basket", true, false}] = ladder(2, 1000, 0);
    writer.append(interval_at(6, series));
    for (std::int64_t s = 1; s <= 8; ++s)
      writer.append_tick(
          {{"at_ns", s * second},
           {"metrics",
            {{{"name", "orders"}, {"kind", "counter"}, {"scenario", "diners"}, {"tags", {{"zone", "north"}}}, {"count", 2}, {"sum", 2.5}},
             {{"name", "depth"},
              {"kind", "gauge"},
              {"scenario", "diners"},
              {"tags", nlohmann::json::object()},
              {"count", 1},
              {"last", s},
              {"last_ns", s * second - 1},
              {"min", -s},
              {"max", s}},
             {{"name", "hit"}, {"kind", "rate"}, {"scenario", "diners"}, {"tags", nlohmann::json::object()}, {"count", 4}, {"hits", 1}}}}});
    writer.append_tick({{"at_ns", 9 * second}, {"metrics", nlohmann::json::array()}});
    writer.append_tick({{"at_ns", 10 * second}});
    writer.replace_meta(meta_of("lunch"));
  }
  Warehouse house;
  house.add_run(directory);
  house.open();
  CHECK(one(house, "select list(distinct metric || ' ' || kind order by metric || ' ' || kind) from metrics") ==
        R"(["basket trend", "depth gauge", "hit rate", "orders counter", "queue_time time"])");
  CHECK(one(house, "select sum(total) from metrics where metric = 'orders' and (tags ->> 'zone') = 'north'") == "7.5");
  CHECK(one(house, "select list([begin_ns, length_ns] order by begin_ns) from metrics where metric = 'orders'") ==
        "[[5000000000, 1000000000], [6000000000, 1000000000], [7000000000, 1000000000]]");
  CHECK(one(house, "select max(highest) || ' ' || min(lowest) || ' ' || max_by(last_value, last_ns) from metrics where metric = 'depth'") ==
        "\"8.0 -8.0 8.0\"");
  CHECK(one(house, "select sum(hits) || ' of ' || sum(samples) from metrics where metric = 'hit'") == "\"3 of 12\"");
  CHECK(one(house, "select hdr_count(hdr_merge(histogram)) from metrics where metric = 'basket'") == "2");
  CHECK(one(house, "select samples || ' ' || (tags ->> 'zone') from metrics where metric = 'queue_time'") == "\"4 north\"");
}

TEST_CASE("an interval knows its wall time, a run its figures, a tick its counters") {
  const ScratchFolder scratch;
  Warehouse house;
  house.add_run(write_run(scratch.path(), "lunch", lunch()));
  house.open();
  CHECK(one(house, "select min(wall_time) from latency") == "\"2026-11-21 06:30:02\"");
  CHECK(one(house, "select run || ' ' || ended_by || ' ' || seed || ' ' || started || ' ' || offered || ' ' || measurement from runs") ==
        "\"lunch plan 18446744073709551615 2026-11-21 06:30:00 10 valid\"");
  CHECK(one(house, "select interrupted from runs") == "false");
  CHECK(
      one(house, "select list([epoch(wall_time)::bigint - 1795242600, offered, requests, errors, users_busy] order by at_ns) from ticks") ==
      "[[1, 10, 20, 2, 5], [2, 20, 40, 3, 5], [3, 30, 60, 4, 5]]");
  CHECK(one(house, "select max(cpu_max) from ticks") == "0.5");
  CHECK(one(house, "select list([descriptors, descriptor_limit, waited_for_connection] order by at_ns) from ticks") ==
        "[[41, 64, 1], [42, 64, 2], [43, 64, 3]]");
  CHECK(one(house, "select max(core_wait_max) + max(steal) from ticks") == "0.15625");
  CHECK(one(house, "select count(*) from ticks where bytes_in is null and throttled is null and resident_bytes is null") == "3");
}

TEST_CASE("a killed run is loaded up to where it came, and what was odd is told") {
  const ScratchFolder scratch;
  const auto directory = scratch.path() / "killed";
  {
    runs::RunWriter writer(directory, meta_of("killed"), WallTime(std::chrono::nanoseconds(half_past_six)));
    for (const latency::Interval& interval : lunch()) writer.append(interval);
  }
  std::ofstream(directory / "latency.hlog", std::ios::app) << "Tag=diners|read%20menu|response|ok|main,12.000,1.0";
  Warehouse house;
  house.add_run(directory);
  house.open();
  CHECK(one(house, "select interrupted from runs") == "true");
  CHECK(one(house, "select max(begin_ns) from latency") == "11000000000");
  REQUIRE_FALSE(house.warnings().empty());
  CHECK_THAT(house.warnings().front(), Catch::StartsWith("run killed: "));
}

TEST_CASE("intervals of equal begin become one") {
  auto intervals = lunch();
  const auto again = intervals[5];
  intervals.insert(intervals.begin() + 6, again);
  Session session;
  Warehouse house;
  const ScratchFolder scratch;
  house.add_run(write_run(scratch.path(), "twice", intervals));
  house.open();
  CHECK(one(house, "select count(*) from latency where begin_ns = 5000000000 and step = 'read menu'") == "1");
  CHECK(one(house, "select hdr_count(response_time) from latency where begin_ns = 5000000000 and step = 'read menu'") == "400");
}

TEST_CASE("a run brings the orders of its own target, each file once") {
  const ScratchFolder scratch;
  const auto with = write_run(scratch.path(), "with", lunch(), {{"target_data", "target"}});
  const auto without = write_run(scratch.path(), "without", lunch(), {{"target_data", "target"}});
  write_orders(with / "target", {{"a", "placed", 1'999, half_past_six}, {"b", "CANCELLED", 5, half_past_six, "eur"}});
  Warehouse house;
  house.add_run(with);
  house.add_run(without);
  house.add_orders(with / "." / "target");
  house.add_run(with);
  house.open();
  CHECK(house.orders() == 2);
  CHECK(one(house, "select list(run order by run) from runs") == R"(["with", "without"])");
  CHECK(one(house, "select total || ' ' || total_minor || ' ' || placed_at from orders where id = 'a'") ==
        "\"19.99 1999 2026-11-21 06:30:00\"");
  CHECK(one(house, "select status || ' ' || currency from orders where id = 'b'") == "\"cancelled EUR\"");
}

TEST_CASE("what cannot be loaded is told apart") {
  const ScratchFolder scratch;
  const auto one_of_two = write_run(scratch.path() / "here", "same", lunch());
  const auto other = write_run(scratch.path() / "there", "same", lunch());
  Warehouse house;
  CHECK_THROWS_WITH(house.add_run(scratch.path()), Catch::Contains(scratch.path().string()));
  CHECK_THROWS_AS(house.add_run(scratch.path() / "nosuch"), UserError);
  house.add_run(one_of_two);
  CHECK_THROWS_WITH(house.add_run(other), Catch::Contains("both called 'same'"));
  CHECK_THROWS_WITH(house.add_orders(scratch.path() / "nosuch"), Catch::Contains("orders.db"));
}

TEST_CASE("a warehouse with nothing in it has its tables") {
  Warehouse house;
  house.open();
  for (const char* table : {"runs", "ticks", "orders", "latency", "fact_latency", "metrics"})
    CHECK(one(house, std::string("select count(*) from ") + table) == "0");
}
